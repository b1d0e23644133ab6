import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SessionTable, sessionsPath } from "#components/attendance/session-table.tsx";
import { callPath, callTitle } from "#components/calls/call-state.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { sessionsInput } from "#lib/attendance/rules.ts";
import { listSessions } from "#lib/attendance/server.ts";
import { read } from "#lib/boundary.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("attendance");
  return { title: t("sessions") };
}

type Props = {
  params: Promise<{ type: string; id: string }>;
  searchParams: Promise<{ before?: string | string[]; session?: string | string[] }>;
};

/** Every session of a call, newest first. */
export default async function SessionsPage({ params, searchParams }: Props) {
  const tCalls = await getTranslations("calls");
  const t = await getTranslations("attendance");
  const call = await params;
  const { before: startedAt, session: id } = await searchParams;
  const before = sessionsInput.shape.before.safeParse({ startedAt, id }).data ?? null;
  const [viewer, facts, { sessions, next }] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, call)),
    read((actor) => listSessions(actor, { ...call, before })),
  ]);
  const nextHref =
    next &&
    `${sessionsPath(call)}?${new URLSearchParams({ before: next.startedAt.toISOString(), session: next.id })}`;
  return (
    <>
      <PageHeader
        title={t("sessions")}
        description={callTitle(tCalls, facts)}
        back={{ href: callPath(call), label: t("call") }}
      />
      <Card flush>
        <SessionTable
          call={call}
          sessions={sessions}
          viewer={viewer}
          empty={
            <EmptyState title={before ? t("noOlder") : t("notStarted")}>{t("notStartedHint")}</EmptyState>
          }
        />
        <Pagination
          label={t("pagesOfSessions")}
          previousHref={before && sessionsPath(call)}
          nextHref={nextHref}
        />
      </Card>
    </>
  );
}
