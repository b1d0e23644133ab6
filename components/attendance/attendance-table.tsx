import { roleWords } from "#components/members/role-words.ts";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { getSession } from "#lib/attendance/server.ts";
import { lasted } from "./session-words.ts";

type Person = Awaited<ReturnType<typeof getSession>>["people"][number];
type Viewer = { timeZone: string; locale: string };

const columnsFor = ({ timeZone, locale }: Viewer): Column<Person>[] => [
  { key: "name", label: "Name", cell: ({ name }) => name },
  { key: "role", label: "Role", cell: ({ role }) => (role ? roleWords[role] : "–") },
  {
    key: "came",
    label: "Came",
    numeric: true,
    cell: ({ joinedAt }) => <Time at={joinedAt} zone={timeZone} locale={locale} />,
  },
  {
    key: "left",
    label: "Left",
    numeric: true,
    cell: ({ leftAt }) => (leftAt ? <Time at={leftAt} zone={timeZone} locale={locale} /> : "Still there"),
  },
  { key: "there", label: "Connected", numeric: true, cell: ({ seconds }) => lasted(seconds, locale) },
  {
    key: "together",
    label: "With the other side",
    numeric: true,
    cell: ({ togetherSeconds }) => lasted(togetherSeconds, locale),
  },
  {
    key: "again",
    label: "Came back",
    numeric: true,
    cell: ({ segments, reconnects }) => {
      const times = segments.length - 1 + reconnects;
      return times > 0 ? times.toLocaleString(locale) : "–";
    },
  },
];

/** Who was in a session, from when to when, and for how long. */
export function AttendanceTable({ people, viewer }: { people: Person[]; viewer: Viewer }) {
  return (
    <Table caption="People" columns={columnsFor(viewer)} rows={people} rowKey={({ userId }) => userId} />
  );
}
