import { Radio } from "lucide-react";
import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import { SessionSpan } from "./session-span.tsx";
import { lasted, outcomeSoFar, outcomeWords, type SessionRow } from "./session-words.ts";

type Viewer = { timeZone: string; locale: string };

export const sessionsPath = (call: CallRef) => `/admin/calls/${call.type}/${call.id}/sessions`;

const columnsFor = (viewer: Viewer): Column<SessionRow>[] => [
  {
    key: "day",
    label: "Day",
    cell: ({ startedAt }) => (
      <Time at={startedAt} zone={viewer.timeZone} locale={viewer.locale} format="dateWithYear" />
    ),
  },
  {
    key: "span",
    label: "People were in",
    cell: (session) => <SessionSpan session={session} viewer={viewer} />,
  },
  {
    key: "outcome",
    label: "What came of it",
    cell: ({ closedAt, outcome }) =>
      closedAt ? (
        outcomeWords[outcome]
      ) : (
        <StatusBadge tone="success" icon={Radio}>
          {outcomeSoFar[outcome]}
        </StatusBadge>
      ),
  },
  {
    key: "together",
    label: "Together",
    numeric: true,
    cell: ({ togetherSeconds }) => lasted(togetherSeconds, viewer.locale),
  },
  {
    key: "people",
    label: "People",
    numeric: true,
    cell: ({ people }) => people.toLocaleString(viewer.locale),
  },
];

/** Sessions of a call, one a row; the row leads to who was in it. */
export function SessionTable({
  call,
  sessions,
  viewer,
  empty,
}: {
  call: CallRef;
  sessions: SessionRow[];
  viewer: Viewer;
  empty: ReactNode;
}) {
  return (
    <Table
      caption="Sessions"
      columns={columnsFor(viewer)}
      rows={sessions}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `${sessionsPath(call)}/${id}`}
      empty={empty}
    />
  );
}
