import { useTranslations } from "next-intl";
import { Mark } from "./mark.tsx";

/** The mark and the name of the app. */
export function Brand() {
  const t = useTranslations("app");
  return (
    <>
      <Mark />
      {t("name")}
    </>
  );
}
