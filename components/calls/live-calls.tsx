import { Radio } from "lucide-react";
import { Elapsed } from "#components/ui/countdown.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import type { overview } from "#lib/calls/server.ts";
import { callPath, callTitle } from "./call-state.tsx";

type LiveCall = Awaited<ReturnType<typeof overview>>["live"][number];

const columnsAt = (serverNow: number): Column<LiveCall>[] => [
  { key: "call", label: "Call", cell: callTitle },
  { key: "kind", label: "Kind", cell: (call) => call.typeName },
  { key: "team", label: "Team", cell: (call) => call.team ?? "–" },
  {
    key: "for",
    label: "On for",
    numeric: true,
    cell: (call) => <Elapsed since={call.startedAt.getTime()} serverNow={serverNow} />,
  },
  { key: "connected", label: "Connected", numeric: true, cell: (call) => call.connected },
];

/** The calls that are on right now. */
export function LiveCalls({ calls, serverNow }: { calls: LiveCall[]; serverNow: number }) {
  return (
    <Table
      caption="Calls that are on right now"
      columns={columnsAt(serverNow)}
      rows={calls}
      rowKey={(call) => `${call.type}:${call.id}`}
      rowHref={callPath}
      empty={
        <EmptyState icon={<Icon of={Radio} />} title="No call is on right now">
          Every call that is on stands here, with how many people are connected.
        </EmptyState>
      }
    />
  );
}
