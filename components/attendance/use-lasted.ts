import { useTranslations } from "next-intl";
import { useFormats } from "#components/ui/use-formats.ts";

/** Formats a number of seconds, or a dash for none. */
export function useLasted() {
  const t = useTranslations("attendance");
  const { duration } = useFormats();
  return (seconds: number) => (seconds === 0 ? t("none") : duration(seconds * 1_000));
}
