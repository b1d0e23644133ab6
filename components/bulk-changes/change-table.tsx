import { ListPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import type { CallRef } from "#lib/access.ts";
import type { bulkChanges } from "#lib/bulk-changes/server/view-change.ts";
import { changePath } from "./change-paths.ts";
import { ChangeBadge, changeTitle } from "./change-words.tsx";

type Change = Awaited<ReturnType<typeof bulkChanges>>[number];
type Viewer = { timeZone: string };

function useColumns(viewer: Viewer): Column<Change>[] {
  const t = useTranslations("bulkChanges");
  const tRoles = useTranslations("roles");
  const { number } = useFormats();
  const time = (at: Date) => (
    <Time at={at} zone={viewer.timeZone} format="short" className="tabular whitespace-nowrap" />
  );
  return [
    { key: "change", label: t("change"), cell: (change) => changeTitle(t, tRoles, change) },
    { key: "by", label: t("by"), cell: (change) => change.madeBy ?? t("none") },
    { key: "when", label: t("when"), numeric: true, cell: (change) => time(change.createdAt) },
    { key: "rows", label: t("rows"), numeric: true, cell: (change) => number(change.total) },
    { key: "failed", label: t("needAttention"), numeric: true, cell: (change) => number(change.failed) },
    { key: "state", label: t("stateColumn"), cell: (change) => <ChangeBadge state={change.state} /> },
  ];
}

/** The bulk changes of a call; each row links to its results. */
export function ChangeTable({ call, changes, viewer }: { call: CallRef; changes: Change[]; viewer: Viewer }) {
  const t = useTranslations("bulkChanges");
  return (
    <Table
      caption={t("bulkChanges")}
      columns={useColumns(viewer)}
      rows={changes}
      rowKey={(change) => change.id}
      rowHref={(change) => changePath(call, change.id)}
      empty={
        <EmptyState icon={<Icon of={ListPlus} />} title={t("noneYet")}>
          {t("noneYetHint")}
        </EmptyState>
      }
    />
  );
}
