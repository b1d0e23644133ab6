import { CircleHelp, UserPlus, Users } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { SessionCard } from "#components/attendance/session-card.tsx";
import { CallMore } from "#components/calls/call-more.tsx";
import { CallBadge, callTitle } from "#components/calls/call-state.tsx";
import { EndCall } from "#components/calls/end-call.tsx";
import { joiningPath, membersPath } from "#components/members/member-paths.ts";
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
import { formatsFor } from "#lib/formats.ts";
import { countCeiling } from "#lib/queries/rules.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("call") };
}

type Props = { params: Promise<{ type: string; id: string }> };

export default async function CallPage({ params }: Props) {
  const { type, id } = await params;
  const t = await getTranslations("calls");
  const { number } = formatsFor(await getLocale());
  const [viewer, call, { sessions }] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, { type, id })),
    read((actor) => listSessions(actor, { type, id, before: null })),
  ]);
  const time = (at: Date) => <Time at={at} zone={viewer.timeZone} format="dateTime" withZone />;
  const total =
    call.members > countCeiling ? t("moreThan", { number: number(countCeiling) }) : number(call.members);
  return (
    <>
      <PageHeader
        title={callTitle(t, call)}
        badge={<CallBadge state={call.state} />}
        back={{ href: "/admin/calls", label: t("calls") }}
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
        <Card title={t("details")}>
          <Facts
            items={[
              { label: t("kind"), value: call.typeName },
              { label: t("team"), value: call.team },
              { label: t("starts"), value: call.startsAt && time(call.startsAt) },
              { label: t("created"), value: time(call.createdAt) },
              {
                label: t("address"),
                value: <code className="break-all font-mono text-sm">{`${type}:${id}`}</code>,
              },
            ]}
          />
        </Card>
        <Card title={t("members")}>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p>
              {t.rich("memberCount", {
                count: call.members,
                total: () => <span className="tabular font-bold text-2xl">{total}</span>,
              })}
            </p>
            <div className="flex flex-wrap gap-2">
              <LinkButton href={membersPath(call)} icon={<Icon of={Users} />}>
                {t("viewMembers")}
              </LinkButton>
              <LinkButton href={`${membersPath(call)}/add`} variant="secondary" icon={<Icon of={UserPlus} />}>
                {t("addPeople")}
              </LinkButton>
              <LinkButton href={joiningPath(call)} variant="secondary" icon={<Icon of={CircleHelp} />}>
                {t("whyNotJoin")}
              </LinkButton>
            </div>
          </div>
        </Card>
        <SessionCard call={call} sessions={sessions} viewer={viewer} />
      </div>
    </>
  );
}
