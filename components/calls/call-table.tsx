import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Translator } from "#lib/catalogue.ts";
import { CallBadge, type CallRow, callPath, callTitle } from "./call-state.tsx";

type Viewer = { timeZone: string };

const columnsFor = (t: Translator<"calls">, viewer: Viewer): Column<CallRow>[] => {
  const time = (at: Date | null) =>
    at ? (
      <Time at={at} zone={viewer.timeZone} format="short" className="tabular whitespace-nowrap" />
    ) : (
      t("none")
    );
  return [
    { key: "call", label: t("call"), cell: (call) => callTitle(t, call) },
    { key: "kind", label: t("kind"), cell: (call) => call.typeName },
    { key: "team", label: t("team"), cell: (call) => call.team ?? t("none") },
    { key: "starts", label: t("starts"), numeric: true, cell: (call) => time(call.startsAt) },
    { key: "created", label: t("created"), numeric: true, cell: (call) => time(call.createdAt) },
    { key: "state", label: t("state"), cell: (call) => <CallBadge state={call.state} /> },
  ];
};

export function CallTable({ calls, viewer, empty }: { calls: CallRow[]; viewer: Viewer; empty: ReactNode }) {
  const t = useTranslations("calls");
  return (
    <Table
      caption={t("calls")}
      columns={columnsFor(t, viewer)}
      rows={calls}
      rowKey={(call) => `${call.type}:${call.id}`}
      rowHref={callPath}
      empty={empty}
    />
  );
}
