import { Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import type { CallRef } from "#lib/access.ts";
import type { Translator } from "#lib/catalogue.ts";
import { outcomeWords, type SessionRow } from "./session-row.ts";
import { SessionSpan } from "./session-span.tsx";
import { useLasted } from "./use-lasted.ts";

type Viewer = { timeZone: string };

export const sessionsPath = (call: CallRef) => `/admin/calls/${call.type}/${call.id}/sessions`;

type Words = {
  t: Translator<"attendance">;
  lasted: (seconds: number) => string;
  number: (value: number) => string;
};

const columnsFor = ({ t, lasted, number }: Words, viewer: Viewer): Column<SessionRow>[] => [
  {
    key: "day",
    label: t("day"),
    cell: ({ startedAt }) => <Time at={startedAt} zone={viewer.timeZone} format="dateWithYear" />,
  },
  {
    key: "span",
    label: t("present"),
    cell: (session) => <SessionSpan session={session} viewer={viewer} />,
  },
  {
    key: "outcome",
    label: t("outcome"),
    cell: (session) =>
      session.closedAt ? (
        outcomeWords(t, session)
      ) : (
        <StatusBadge tone="success" icon={Radio}>
          {outcomeWords(t, session)}
        </StatusBadge>
      ),
  },
  {
    key: "together",
    label: t("timeTogether"),
    numeric: true,
    cell: ({ togetherSeconds }) => lasted(togetherSeconds),
  },
  {
    key: "people",
    label: t("people"),
    numeric: true,
    cell: ({ people }) => number(people),
  },
];

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
  const t = useTranslations("attendance");
  const lasted = useLasted();
  const { number } = useFormats();
  return (
    <Table
      caption={t("sessions")}
      columns={columnsFor({ t, lasted, number }, viewer)}
      rows={sessions}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `${sessionsPath(call)}/${id}`}
      empty={empty}
    />
  );
}
