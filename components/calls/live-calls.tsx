import { Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { Elapsed } from "#components/ui/countdown.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import type { overview } from "#lib/calls/server.ts";
import type { Translator } from "#lib/catalogue.ts";
import { callPath, callTitle } from "./call-state.tsx";

type LiveCall = Awaited<ReturnType<typeof overview>>["live"][number];

const columnsFor = (t: Translator<"calls">, serverNow: number): Column<LiveCall>[] => [
  { key: "call", label: t("call"), cell: (call) => callTitle(t, call) },
  { key: "kind", label: t("kind"), cell: (call) => call.typeName },
  { key: "team", label: t("team"), cell: (call) => call.team ?? t("none") },
  {
    key: "for",
    label: t("liveFor"),
    numeric: true,
    cell: (call) => <Elapsed since={call.startedAt.getTime()} serverNow={serverNow} />,
  },
  { key: "connected", label: t("connected"), numeric: true, cell: (call) => call.connected },
];

export function LiveCalls({ calls, serverNow }: { calls: LiveCall[]; serverNow: number }) {
  const t = useTranslations("calls");
  return (
    <Table
      caption={t("liveCalls")}
      columns={columnsFor(t, serverNow)}
      rows={calls}
      rowKey={(call) => `${call.type}:${call.id}`}
      rowHref={callPath}
      empty={
        <EmptyState icon={<Icon of={Radio} />} title={t("noLiveCalls")}>
          {t("noLiveCallsHint")}
        </EmptyState>
      }
    />
  );
}
