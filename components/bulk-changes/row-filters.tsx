import { useTranslations } from "next-intl";
import { ChoiceLink } from "#components/ui/chip.tsx";
import { outcomeCodes, type RowFilter } from "#lib/bulk-changes/rules.ts";
import type { Change } from "./change-progress.tsx";

/** Links to the rows with one result, each with its count. */
export function RowFilters({
  change,
  only,
  href,
}: {
  change: Change;
  only: RowFilter;
  href: (filter: RowFilter) => string;
}) {
  const t = useTranslations("bulkChanges");
  const link = (filter: RowFilter, words: string) => (
    <ChoiceLink key={filter} href={href(filter)} current={only === filter}>
      {words}
    </ChoiceLink>
  );
  return (
    <nav aria-label={t("rowsByResult")} className="flex flex-wrap gap-2 px-gap pb-gap">
      {link("all", t("rowFilter.all", { count: change.total }))}
      {change.failed > 0 && link("failed", t("rowFilter.failed", { count: change.failed }))}
      {outcomeCodes.map((code) => {
        const count = change.tally[code] ?? 0;
        return count > 0 && link(code, t("rowFilter.outcome", { outcome: t(`outcome.${code}`), count }));
      })}
    </nav>
  );
}
