import type { ReactNode } from "react";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import { CallBadge, type CallRow, callPath, callTitle } from "./call-state.tsx";

type Viewer = { timeZone: string; locale: string };

const columnsFor = (viewer: Viewer): Column<CallRow>[] => {
  const time = (at: Date | null) =>
    at ? (
      <Time
        at={at}
        zone={viewer.timeZone}
        locale={viewer.locale}
        format="short"
        className="tabular whitespace-nowrap"
      />
    ) : (
      "–"
    );
  return [
    { key: "call", label: "Call", cell: callTitle },
    { key: "kind", label: "Kind", cell: (call) => call.typeName },
    { key: "team", label: "Team", cell: (call) => call.team ?? "–" },
    { key: "starts", label: "Starts", numeric: true, cell: (call) => time(call.startsAt) },
    { key: "created", label: "Made", numeric: true, cell: (call) => time(call.createdAt) },
    { key: "state", label: "State", cell: (call) => <CallBadge state={call.state} /> },
  ];
};

/** Calls, one a row; the row leads to the call. */
export function CallTable({ calls, viewer, empty }: { calls: CallRow[]; viewer: Viewer; empty: ReactNode }) {
  return (
    <Table
      caption="Calls"
      columns={columnsFor(viewer)}
      rows={calls}
      rowKey={(call) => `${call.type}:${call.id}`}
      rowHref={callPath}
      empty={empty}
    />
  );
}
