import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Named } from "#components/calls/call-filters.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import type { browsePeople } from "#lib/accounts/server/find-people.ts";
import type { Translator } from "#lib/catalogue.ts";
import { zoneWords } from "#lib/times/rules/name-zones.ts";
import { PersonActions } from "./person-actions.tsx";

type Person = Awaited<ReturnType<typeof browsePeople>>["page"]["rows"][number];

type Words = { t: Translator<"accounts">; tRoles: Translator<"roles"> };

const columnsFor = ({ t, tRoles }: Words, ownId: string, teams: Named): Column<Person>[] => [
  {
    key: "name",
    label: t("name"),
    cell: (person) => (
      <>
        {person.name}
        {person.email && <span className="block font-normal text-ink-soft text-sm">{person.email}</span>}
      </>
    ),
  },
  { key: "role", label: t("role"), cell: (person) => tRoles(person.role) },
  { key: "teams", label: t("teams"), cell: (person) => <TeamNames teams={person.teams} /> },
  { key: "zone", label: t("timeZone"), cell: (person) => zoneWords(person.timeZone) },
  {
    key: "state",
    label: t("account"),
    cell: (person) =>
      person.disabledAt ? <StatusBadge tone="warning">{t("deactivated")}</StatusBadge> : t("active"),
  },
  {
    key: "more",
    label: t("actions"),
    hiddenLabel: true,
    cell: (person) =>
      person.id === ownId ? (
        <span className="text-ink-soft text-sm">{t("you")}</span>
      ) : (
        <PersonActions
          person={{
            id: person.id,
            name: person.name,
            role: person.role,
            isDisabled: person.disabledAt !== null,
            teamIds: person.teams.map(({ id }) => id),
          }}
          teams={teams}
        />
      ),
  },
];

function TeamNames({ teams }: { teams: Person["teams"] }) {
  const t = useTranslations("accounts");
  const { list } = useFormats();
  return teams.length > 0 ? list(teams.map(({ name }) => name)) : t("noTeams");
}

export function PeopleTable({
  people,
  teams,
  ownId,
  empty,
}: {
  people: Person[];
  /** Every team. */
  teams: Named;
  ownId: string;
  empty: ReactNode;
}) {
  const t = useTranslations("accounts");
  const tRoles = useTranslations("roles");
  return (
    <Table
      caption={t("people")}
      columns={columnsFor({ t, tRoles }, ownId, teams)}
      rows={people}
      rowKey={(person) => person.id}
      empty={empty}
    />
  );
}
