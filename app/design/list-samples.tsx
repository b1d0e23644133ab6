import { MoreHorizontal } from "lucide-react";
import { Avatar } from "#components/ui/avatar.tsx";
import { Count, StatusBadge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { FilterChip } from "#components/ui/chip.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { formatsFor } from "#lib/formats.ts";
import { Chapter, Sample } from "./sample.tsx";

type Person = { id: string; name: string; role: string; minutes: number };

const people: Person[] = [
  { id: "1", name: "Dr Amara Okafor", role: "Clinician", minutes: 1240 },
  { id: "2", name: "Bohumil Řezníček", role: "Patient", minutes: 8 },
  {
    id: "3",
    name: "Wilhelmina Featherstonehaugh-Montgomery of Upper Slaughter",
    role: "Companion",
    minutes: 95,
  },
  { id: "4", name: "李小龍", role: "Interpreter", minutes: 0 },
];

const columns: Column<Person>[] = [
  {
    key: "name",
    label: "Name",
    cell: (person) => person.name,
    sort: { href: "/design?sort=name", direction: "ascending" },
  },
  { key: "role", label: "Role", cell: (person) => <StatusBadge>{person.role}</StatusBadge> },
  {
    key: "minutes",
    label: "Minutes",
    numeric: true,
    cell: (person) => formatsFor("en-GB").number(person.minutes),
  },
  {
    key: "more",
    label: "Actions",
    hiddenLabel: true,
    cell: (person) => (
      <IconButton
        name={`More about ${person.name}`}
        className="relative z-10"
        icon={<Icon of={MoreHorizontal} />}
      />
    ),
  },
];

export function ListSamples() {
  return (
    <Chapter title="Lists">
      <Sample title="Avatars and counts">
        {people.map((person) => (
          <Avatar key={person.id} name={person.name} />
        ))}
        <Avatar name="Amara Okafor" size="sm" />
        <Avatar name="Amara Okafor" size="lg" />
        <Avatar name="Amara Okafor" size="xl" />
        <Count value={7} label="7 unread" />
        <Count value={12000} label="12,000 members" tone="info" />
        <Mark />
      </Sample>
      <Sample title="Table with filters and pages" wide>
        <div className="flex flex-wrap gap-2">
          <FilterChip href="/design">Role: patient</FilterChip>
          <FilterChip href="/design">Name starts with: Wil</FilterChip>
        </div>
        <Card flush title="Members">
          <Table
            caption="Members"
            columns={columns}
            rows={people}
            rowKey={(p) => p.id}
            rowHref={(p) => `/design#${p.id}`}
          />
          <Pagination
            label="Pages of members"
            previousHref="/design?page=1"
            nextHref="/design?page=3"
            summary="26–29 of 5,000"
          />
        </Card>
        <Card flush title="An empty table">
          <Table
            caption="No one"
            columns={columns}
            rows={[]}
            rowKey={(p) => p.id}
            empty={<EmptyState title="No matches">Remove a filter.</EmptyState>}
          />
        </Card>
      </Sample>
      <Sample title="Labels and values" wide>
        <Card>
          <Facts
            items={[
              { label: "Patient", value: "Amara Okafor" },
              { label: "Kind of visit", value: "Consultation" },
              { label: "Empty value", value: "" },
              {
                label: "A very long label",
                value: "A value longer than one line. ".repeat(4),
              },
            ]}
          />
        </Card>
      </Sample>
    </Chapter>
  );
}
