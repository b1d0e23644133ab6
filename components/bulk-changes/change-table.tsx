import { ListPlus } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import type { bulkChanges } from "#lib/bulk-changes/server/view-change.ts";
import { ChangeBadge, changePath, changeTitle } from "./change-words.tsx";

type Change = Awaited<ReturnType<typeof bulkChanges>>[number];
type Viewer = { timeZone: string; locale: string };

const columnsFor = (viewer: Viewer): Column<Change>[] => {
  const number = (value: number) => value.toLocaleString(viewer.locale);
  return [
    { key: "what", label: "Change", cell: changeTitle },
    { key: "by", label: "By", cell: (change) => change.madeBy ?? "–" },
    {
      key: "when",
      label: "When",
      numeric: true,
      cell: (change) => (
        <Time
          at={change.createdAt}
          zone={viewer.timeZone}
          locale={viewer.locale}
          format="short"
          className="tabular whitespace-nowrap"
        />
      ),
    },
    { key: "rows", label: "Rows", numeric: true, cell: (change) => number(change.total) },
    { key: "failed", label: "To look at", numeric: true, cell: (change) => number(change.failed) },
    { key: "state", label: "State", cell: (change) => <ChangeBadge state={change.state} /> },
  ];
};

/** The bulk changes of a call; the row leads to its results. */
export function ChangeTable({ call, changes, viewer }: { call: CallRef; changes: Change[]; viewer: Viewer }) {
  return (
    <Table
      caption="Bulk changes"
      columns={columnsFor(viewer)}
      rows={changes}
      rowKey={(change) => change.id}
      rowHref={(change) => changePath(call, change.id)}
      empty={
        <EmptyState icon={<Icon of={ListPlus} />} title="No bulk changes yet">
          Lists of people that were added, removed or given a role stand here, each row with its result.
        </EmptyState>
      }
    />
  );
}
