import { useTranslations } from "next-intl";
import { Banner } from "#components/ui/banner.tsx";
import { useFormats } from "#components/ui/use-formats.ts";

/** Explains why a list shows something else than its address asked for. */
export function ListNotes({
  lost,
  wrong,
  tooBroad,
}: {
  lost: boolean;
  wrong: Readonly<Record<string, unknown>>;
  tooBroad: boolean;
}) {
  const t = useTranslations("queries");
  const { list } = useFormats();
  // `filter.$and.1.custom.ward.$in` is `custom.ward` to the person who typed it.
  const fields = Object.keys(wrong).map((path) =>
    path
      .replace(/^filter\./, "")
      .replace(/\$\w+\.\d+\./g, "")
      .replace(/\.\$\w+.*$/, ""),
  );
  return (
    <>
      {lost && (
        <Banner tone="info" title={t("backAtStart")} quiet>
          {t("backAtStartHint")}
        </Banner>
      )}
      {tooBroad && (
        <Banner tone="warning" title={t("tooBroad")} quiet>
          {t("tooBroadHint")}
        </Banner>
      )}
      {fields.length > 0 && (
        <Banner tone="warning" title={t("invalidFilter")} quiet>
          {t("invalidFilterHint", { fields: list(fields) })}
        </Banner>
      )}
    </>
  );
}
