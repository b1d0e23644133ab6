import { roleWords } from "#components/members/role-words.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { isFailed, outcomes } from "#lib/bulk-changes/rules.ts";
import type { Change } from "./change-progress.tsx";

type Row = Change["rows"][number];

const result = ({ outcome }: Row) => {
  if (!outcome) return <span className="text-ink-soft">Not yet</span>;
  const { words } = outcomes[outcome];
  return isFailed(outcome) ? <StatusBadge tone="warning">{words}</StatusBadge> : words;
};

const who = ({ person, name, given }: Row) => {
  const email = person?.email ?? given;
  const title = person?.name ?? (name || given);
  return (
    <span className="break-all">
      {title}
      {email !== title && <span className="block font-normal text-ink-soft text-sm">{email}</span>}
    </span>
  );
};

const columns: Column<Row>[] = [
  { key: "who", label: "Person", cell: who },
  { key: "line", label: "Line", numeric: true, cell: (row) => row.line },
  { key: "role", label: "Role", cell: (row) => (row.role ? roleWords[row.role] : "–") },
  { key: "result", label: "Result", cell: result },
];

/** The rows of a change, each with what came of it. */
export function ChangeRows({ rows, isOn }: { rows: Row[]; isOn: boolean }) {
  return (
    <Table
      caption="Rows and their results"
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.n)}
      empty={
        <EmptyState title={isOn ? "Nothing here yet" : "No rows"}>
          {isOn ? "Results stand here as soon as there are any." : "No row of this change came to that."}
        </EmptyState>
      }
    />
  );
}
