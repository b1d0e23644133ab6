import "server-only";
import type { Headings } from "#lib/bulk-changes/rules/find-columns.ts";
import { translatorFor } from "#lib/catalogue.ts";
import { readerLocale } from "#lib/locale.ts";

/** The headings that exported files have for this reader, and uploaded ones may have. */
export function headingsFor(locale: string): Headings {
  const t = translatorFor(readerLocale(locale), "bulkChanges");
  return { person: t("heading.person"), role: t("heading.role"), name: t("heading.name") };
}
