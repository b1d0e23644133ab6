import { randomUUID } from "node:crypto";
import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeProgress } from "#components/bulk-changes/change-progress.tsx";
import { ChangeRows } from "#components/bulk-changes/change-rows.tsx";
import { ChangeBadge, changePath, changeTitle } from "#components/bulk-changes/change-words.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { membersPath } from "#components/members/member-words.ts";
import { Card } from "#components/ui/card.tsx";
import { ChoiceLink } from "#components/ui/chip.tsx";
import { DownloadLink } from "#components/ui/download-link.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { outcomeCodes, outcomes, type RowFilter, rowFilterOf } from "#lib/bulk-changes/rules.ts";
import { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export const metadata: Metadata = { title: "Bulk change" };

type Props = {
  params: Promise<{ type: string; id: string; changeId: string }>;
  searchParams: Promise<{ only?: string | string[]; after?: string | string[] }>;
};

/** One bulk change: how far it is, and the result of each row. Reloading changes nothing: all of it is in the database. */
export default async function ChangePage({ params, searchParams }: Props) {
  const tCalls = await getTranslations("calls");
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
  const number = (value: number) => value.toLocaleString(viewer.locale);
  const present = outcomeCodes.filter((code) => change.tally[code]);
  const file = `/api/export/bulk-changes/${changeId}?${new URLSearchParams({ ...ref, only })}`;
  return (
    <>
      <PageHeader
        title={changeTitle(change)}
        badge={<ChangeBadge state={change.state} />}
        description={
          <>
            {callTitle(tCalls, call)}. By {change.madeBy ?? "somebody"},{" "}
            <Time
              at={change.createdAt}
              zone={viewer.timeZone}
              locale={viewer.locale}
              format="dateTime"
              withZone
            />
          </>
        }
        back={{ href: membersPath(call), label: "Members" }}
        actions={
          change.total > 0 && (
            <DownloadLink href={file} icon={<Icon of={Download} />}>
              {only === "all" ? "Download the results" : "Download these rows"}
            </DownloadLink>
          )
        }
      />
      <div className="flex flex-col gap-6">
        <Card>
          <ChangeProgress call={ref} change={change} requestId={randomUUID()} locale={viewer.locale} />
        </Card>
        <Card title="Rows" flush>
          <nav aria-label="Rows by result" className="flex flex-wrap gap-2 px-gap pb-gap">
            <ChoiceLink href={href("all")} current={only === "all"}>
              All {number(change.total)}
            </ChoiceLink>
            {change.failed > 0 && (
              <ChoiceLink href={href("failed")} current={only === "failed"}>
                To look at {number(change.failed)}
              </ChoiceLink>
            )}
            {present.map((code) => (
              <ChoiceLink key={code} href={href(code)} current={only === code}>
                {outcomes[code].words} {number(change.tally[code] ?? 0)}
              </ChoiceLink>
            ))}
          </nav>
          <ChangeRows rows={change.rows} isOn={change.state === "queued" || change.state === "running"} />
          <Pagination
            label="Pages of rows"
            previousHref={after > 0 ? href(only) : null}
            nextHref={change.next ? href(only, change.next) : null}
            summary={`${number(change.rows.length)} ${change.rows.length === 1 ? "row" : "rows"} on this page`}
          />
        </Card>
      </div>
    </>
  );
}
