import type { ReactNode } from "react";
import type { Named } from "#components/calls/call-filters.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import type { browsePeople } from "#lib/accounts/server/find-people.ts";
import { zoneWords } from "#lib/times/rules.ts";
import { PersonActions } from "./person-actions.tsx";

type Person = Awaited<ReturnType<typeof browsePeople>>["page"]["rows"][number];

const roles = { patient: "Patient", clinician: "Clinician", admin: "Administrator" };

const columnsFor = (ownId: string, teams: Named): Column<Person>[] => [
  {
    key: "name",
    label: "Name",
    cell: (person) => (
      <>
        {person.name}
        {person.email && <span className="block font-normal text-ink-soft text-sm">{person.email}</span>}
      </>
    ),
  },
  { key: "role", label: "Role", cell: (person) => roles[person.role] },
  { key: "teams", label: "Teams", cell: (person) => person.teams.map(({ name }) => name).join(", ") || "–" },
  { key: "zone", label: "Time zone", cell: (person) => zoneWords(person.timeZone) },
  {
    key: "state",
    label: "Account",
    cell: (person) => (person.disabledAt ? <StatusBadge tone="warning">Off</StatusBadge> : "On"),
  },
  {
    key: "more",
    label: "Actions",
    hiddenLabel: true,
    cell: (person) =>
      person.id === ownId ? (
        <span className="text-ink-soft text-sm">You</span>
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

/** People with their account, one a row. */
export function PeopleTable({
  people,
  teams,
  ownId,
  empty,
}: {
  people: Person[];
  /** All there are. */
  teams: Named;
  ownId: string;
  empty: ReactNode;
}) {
  return (
    <Table
      caption="People"
      columns={columnsFor(ownId, teams)}
      rows={people}
      rowKey={(person) => person.id}
      empty={empty}
    />
  );
}
