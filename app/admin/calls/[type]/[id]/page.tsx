import { CircleHelp, UserPlus, Users } from "lucide-react";
import type { Metadata } from "next";
import { SessionCard } from "#components/attendance/session-card.tsx";
import { CallMore } from "#components/calls/call-more.tsx";
import { CallBadge, callTitle } from "#components/calls/call-state.tsx";
import { EndCall } from "#components/calls/end-call.tsx";
import { joiningPath, membersPath } from "#components/members/member-words.ts";
import { Card } from "#components/ui/card.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Time } from "#components/ui/time.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { listSessions } from "#lib/attendance/server.ts";
import { read } from "#lib/boundary.ts";
import { callForAdmin } from "#lib/calls/server.ts";
import { countCeiling } from "#lib/queries/rules.ts";

export const metadata: Metadata = { title: "Call" };

type Props = { params: Promise<{ type: string; id: string }> };

/** One call for an operator: its facts, and the ways to its members. */
export default async function CallPage({ params }: Props) {
  const { type, id } = await params;
  const [viewer, call, { sessions }] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, { type, id })),
    read((actor) => listSessions(actor, { type, id, before: null })),
  ]);
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
          <>
            {(call.state === "live" || call.state === "open") && (
              <EndCall type={type} id={id} isLive={call.state === "live"} />
            )}
            <CallMore type={type} id={id} />
          </>
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
              {
                label: "Address",
                value: <code className="break-all font-mono text-sm">{`${type}:${id}`}</code>,
              },
            ]}
          />
        </Card>
        <Card title="Members">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p>
              <span className="tabular font-bold text-2xl">{total}</span>{" "}
              {call.members === 1 ? "person belongs" : "people belong"} to this call.
            </p>
            <div className="flex flex-wrap gap-2">
              <LinkButton href={membersPath(call)} icon={<Icon of={Users} />}>
                Look at the members
              </LinkButton>
              <LinkButton href={`${membersPath(call)}/add`} variant="secondary" icon={<Icon of={UserPlus} />}>
                Add people
              </LinkButton>
              <LinkButton href={joiningPath(call)} variant="secondary" icon={<Icon of={CircleHelp} />}>
                Why can somebody not join?
              </LinkButton>
            </div>
          </div>
        </Card>
        <SessionCard call={call} sessions={sessions} viewer={viewer} />
      </div>
    </>
  );
}
