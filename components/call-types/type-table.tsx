import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import { countCeiling } from "#lib/call-types/rules.ts";
import type { listCallTypes } from "#lib/call-types/server.ts";
import type { Translator } from "#lib/catalogue.ts";
import { callTypePath } from "./type-paths.ts";

type Type = Awaited<ReturnType<typeof listCallTypes>>[number];

type Number = (value: number) => string;

const columnsFor = (t: Translator<"callTypes">, number: Number): Column<Type>[] => [
  {
    key: "name",
    label: t("name"),
    cell: (type) => (
      <>
        {type.name}
        <code className="block font-mono font-normal text-ink-soft text-sm">{type.id}</code>
      </>
    ),
  },
  { key: "from", label: t("source"), cell: (type) => (type.builtIn ? t("builtIn") : t("custom")) },
  {
    key: "calls",
    label: t("calls"),
    numeric: true,
    cell: ({ calls }) =>
      calls > countCeiling ? t("moreThan", { number: number(countCeiling) }) : number(calls),
  },
  { key: "live", label: t("liveNow"), numeric: true, cell: (type) => number(type.live) },
  { key: "version", label: t("version"), numeric: true, cell: (type) => type.version },
  {
    key: "state",
    label: t("state"),
    cell: (type) =>
      type.retiredAt ? (
        <StatusBadge tone="warning">{t("retired")}</StatusBadge>
      ) : (
        <StatusBadge>{t("inUse")}</StatusBadge>
      ),
  },
];

export function TypeTable({ types }: { types: Type[] }) {
  const t = useTranslations("callTypes");
  const { number } = useFormats();
  return (
    <Table
      caption={t("callTypes")}
      columns={columnsFor(t, number)}
      rows={types}
      rowKey={(type) => type.id}
      rowHref={(type) => callTypePath(type.id)}
    />
  );
}
