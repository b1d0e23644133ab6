import { randomUUID } from "node:crypto";
import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { changePath } from "#components/bulk-changes/change-paths.ts";
import { ChangeProgress, isRunning } from "#components/bulk-changes/change-progress.tsx";
import { ChangeRows } from "#components/bulk-changes/change-rows.tsx";
import { ChangeBadge, changeTitle } from "#components/bulk-changes/change-words.tsx";
import { RowFilters } from "#components/bulk-changes/row-filters.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { membersPath } from "#components/members/member-paths.ts";
import { Card } from "#components/ui/card.tsx";
import { DownloadLink } from "#components/ui/download-link.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { type RowFilter, rowFilterOf } from "#lib/bulk-changes/rules.ts";
import { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("bulkChanges");
  return { title: t("bulkChange") };
}

type Props = {
  params: Promise<{ type: string; id: string; changeId: string }>;
  searchParams: Promise<{ only?: string | string[]; after?: string | string[] }>;
};

/** The progress of one bulk change, and the result of each row. */
export default async function ChangePage({ params, searchParams }: Props) {
  const t = await getTranslations("bulkChanges");
  const tCalls = await getTranslations("calls");
  const tRoles = await getTranslations("roles");
  const { changeId, ...ref } = await params;
  const query = await searchParams;
  const only = rowFilterOf(query.only);
  const after = Math.max(0, Math.trunc(Number(query.after)) || 0);
  const [viewer, call, change] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, ref)),
    read((actor) => bulkChange(actor, { ...ref, changeId, only, after })),
  ]);
  const href = (filter: RowFilter, from = 0) =>
    `${changePath(call, changeId)}?${new URLSearchParams({ only: filter, ...(from && { after: String(from) }) })}`;
  const file = `/api/export/bulk-changes/${changeId}?${new URLSearchParams({ ...ref, only })}`;
  const time = () => <Time at={change.createdAt} zone={viewer.timeZone} format="dateTime" withZone />;
  const started = { call: callTitle(tCalls, call), time };
  return (
    <>
      <PageHeader
        title={changeTitle(t, tRoles, change)}
        badge={<ChangeBadge state={change.state} />}
        description={
          change.madeBy
            ? t.rich("startedBy", { ...started, name: change.madeBy })
            : t.rich("startedByUnknown", started)
        }
        back={{ href: membersPath(call), label: t("members") }}
        actions={
          change.total > 0 && (
            <DownloadLink href={file} icon={<Icon of={Download} />}>
              {only === "all" ? t("downloadAll") : t("downloadThese")}
            </DownloadLink>
          )
        }
      />
      <div className="flex flex-col gap-6">
        <Card>
          <ChangeProgress call={ref} change={change} requestId={randomUUID()} />
        </Card>
        <Card title={t("rows")} flush>
          <RowFilters change={change} only={only} href={href} />
          <ChangeRows rows={change.rows} isRunning={isRunning(change)} />
          <Pagination
            label={t("pagesOfRows")}
            previousHref={after > 0 ? href(only) : null}
            nextHref={change.next ? href(only, change.next) : null}
            summary={t("rowsOnPage", { count: change.rows.length })}
          />
        </Card>
      </div>
    </>
  );
}
