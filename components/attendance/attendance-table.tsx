import { useTranslations } from "next-intl";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import type { getSession } from "#lib/attendance/server.ts";
import type { Translator } from "#lib/catalogue.ts";
import { useLasted } from "./use-lasted.ts";

type Person = Awaited<ReturnType<typeof getSession>>["people"][number];
type Viewer = { timeZone: string };

type Words = {
  t: Translator<"attendance">;
  tRoles: Translator<"roles">;
  lasted: (seconds: number) => string;
  number: (value: number) => string;
};

const columnsFor = ({ t, tRoles, lasted, number }: Words, { timeZone }: Viewer): Column<Person>[] => [
  { key: "name", label: t("name"), cell: ({ name }) => name },
  { key: "role", label: t("role"), cell: ({ role }) => (role ? tRoles(role) : t("none")) },
  {
    key: "came",
    label: t("joined"),
    numeric: true,
    cell: ({ joinedAt }) => <Time at={joinedAt} zone={timeZone} />,
  },
  {
    key: "left",
    label: t("left"),
    numeric: true,
    cell: ({ leftAt }) => (leftAt ? <Time at={leftAt} zone={timeZone} /> : t("stillThere")),
  },
  { key: "there", label: t("connected"), numeric: true, cell: ({ seconds }) => lasted(seconds) },
  {
    key: "together",
    label: t("timeTogether"),
    numeric: true,
    cell: ({ togetherSeconds }) => lasted(togetherSeconds),
  },
  {
    key: "again",
    label: t("rejoined"),
    numeric: true,
    cell: ({ segments, reconnects }) => {
      const times = segments.length - 1 + reconnects;
      return times > 0 ? number(times) : t("none");
    },
  },
];

/** Who was in a session, and when. */
export function AttendanceTable({ people, viewer }: { people: Person[]; viewer: Viewer }) {
  const t = useTranslations("attendance");
  const tRoles = useTranslations("roles");
  const lasted = useLasted();
  const { number } = useFormats();
  const columns = columnsFor({ t, tRoles, lasted, number }, viewer);
  return <Table caption={t("people")} columns={columns} rows={people} rowKey={({ userId }) => userId} />;
}
