import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { isFailed } from "#lib/bulk-changes/rules.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { Change } from "./change-progress.tsx";

type Row = Change["rows"][number];

function resultCell(t: Translator<"bulkChanges">, { outcome }: Row) {
  if (!outcome) return <span className="text-ink-soft">{t("notYet")}</span>;
  const words = t(`outcome.${outcome}`);
  return isFailed(outcome) ? <StatusBadge tone="warning">{words}</StatusBadge> : words;
}

function personCell({ person, name, given }: Row) {
  const email = person?.email ?? given;
  const title = person?.name ?? (name || given);
  return (
    <span className="break-all">
      {title}
      {email !== title && <span className="block font-normal text-ink-soft text-sm">{email}</span>}
    </span>
  );
}

const columnsFor = (t: Translator<"bulkChanges">, tRoles: Translator<"roles">): Column<Row>[] => [
  { key: "person", label: t("person"), cell: personCell },
  { key: "line", label: t("line"), numeric: true, cell: (row) => row.line },
  { key: "role", label: t("role"), cell: (row) => (row.role ? tRoles(row.role) : t("none")) },
  { key: "result", label: t("result"), cell: (row) => resultCell(t, row) },
];

/** The rows of a change with their results. */
export function ChangeRows({ rows, isRunning }: { rows: Row[]; isRunning: boolean }) {
  const t = useTranslations("bulkChanges");
  const tRoles = useTranslations("roles");
  return (
    <Table
      caption={t("rowsAndResults")}
      columns={columnsFor(t, tRoles)}
      rows={rows}
      rowKey={(row) => String(row.n)}
      empty={
        <EmptyState title={isRunning ? t("nothingYet") : t("noRows")}>
          {isRunning ? t("nothingYetHint") : t("noRowsHint")}
        </EmptyState>
      }
    />
  );
}
