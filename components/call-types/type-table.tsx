import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { countCeiling } from "#lib/call-types/rules.ts";
import type { listCallTypes } from "#lib/call-types/server.ts";
import { callTypePath } from "./type-words.ts";

type Type = Awaited<ReturnType<typeof listCallTypes>>[number];

const columnsFor = (locale: string): Column<Type>[] => [
  {
    key: "name",
    label: "Name",
    cell: (type) => (
      <>
        {type.name}
        <code className="block font-mono font-normal text-ink-soft text-sm">{type.id}</code>
      </>
    ),
  },
  { key: "from", label: "From", cell: (type) => (type.builtIn ? "Built in" : "Your own") },
  {
    key: "calls",
    label: "Calls",
    numeric: true,
    cell: ({ calls }) =>
      calls > countCeiling ? `${countCeiling.toLocaleString(locale)}+` : calls.toLocaleString(locale),
  },
  { key: "live", label: "On now", numeric: true, cell: (type) => type.live.toLocaleString(locale) },
  { key: "version", label: "Version", numeric: true, cell: (type) => type.version },
  {
    key: "state",
    label: "State",
    cell: (type) =>
      type.retiredAt ? <StatusBadge tone="warning">Retired</StatusBadge> : <StatusBadge>In use</StatusBadge>,
  },
];

/** Every call type; the row leads to it. */
export function TypeTable({ types, locale }: { types: Type[]; locale: string }) {
  return (
    <Table
      caption="Call types"
      columns={columnsFor(locale)}
      rows={types}
      rowKey={(type) => type.id}
      rowHref={(type) => callTypePath(type.id)}
    />
  );
}
