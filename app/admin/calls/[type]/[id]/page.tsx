import type { Metadata } from "next";
import { CallBadge, callPath, callTitle } from "#components/calls/call-state";
import { EndCall } from "#components/calls/end-call";
import { MemberTable } from "#components/members/member-table";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Facts } from "#components/ui/facts";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { Time } from "#components/ui/time";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";
import { callForAdmin } from "#lib/calls/server";
import { queryMembers } from "#lib/members/server";
import { countCeiling } from "#lib/queries/rules";

export const metadata: Metadata = { title: "Call" };

type Props = {
  params: Promise<{ type: string; id: string }>;
  searchParams: Promise<{ next?: string | string[]; prev?: string | string[] }>;
};

const perPage = 50;

/** One call for an operator: its facts, and its members page by page. */
export default async function CallPage({ params, searchParams }: Props) {
  const { type, id } = await params;
  const { next, prev } = await searchParams;
  const from = typeof next === "string" ? { next } : typeof prev === "string" ? { prev } : {};
  const [viewer, call, page] = await Promise.all([
    read(me, {}),
    read(callForAdmin, { type, id }),
    read(queryMembers, { type, id, limit: perPage, ...from }),
  ]);
  const hrefOf = (way: "next" | "prev") => page[way] && `${callPath(call)}?${way}=${page[way]}`;
  const time = (at: Date) => (
    <Time at={at} zone={viewer.timeZone} locale={viewer.locale} format="dateTime" withZone />
  );
  const total =
    call.members > countCeiling
      ? `${countCeiling.toLocaleString(viewer.locale)}+`
      : call.members.toLocaleString(viewer.locale);
  return (
    <>
      <PageHeader
        title={callTitle(call)}
        badge={<CallBadge state={call.state} />}
        back={{ href: "/admin/calls", label: "Calls" }}
        actions={
          (call.state === "live" || call.state === "open") && (
            <EndCall type={type} id={id} isLive={call.state === "live"} />
          )
        }
      />
      <div className="flex flex-col gap-6">
        <Card title="Facts">
          <Facts
            items={[
              { label: "Kind", value: call.typeName },
              { label: "Team", value: call.team },
              { label: "Starts", value: call.startsAt && time(call.startsAt) },
              { label: "Made", value: time(call.createdAt) },
              { label: "Members", value: <span className="tabular">{total}</span> },
              {
                label: "Address",
                value: <code className="break-all font-mono text-sm">{`${type}:${id}`}</code>,
              },
            ]}
          />
        </Card>
        <Card title="Members" flush>
          {page.members.length > 0 ? (
            <MemberTable call={call} members={page.members} viewer={viewer} />
          ) : (
            <EmptyState title={page.prev ? "Nobody on this page" : "No members"}>
              Only members can come into a call.
            </EmptyState>
          )}
          <Pagination
            label="Pages of members"
            previousHref={hrefOf("prev")}
            nextHref={hrefOf("next")}
            summary={`${page.members.length} of ${total} on this page`}
          />
        </Card>
      </div>
    </>
  );
}
