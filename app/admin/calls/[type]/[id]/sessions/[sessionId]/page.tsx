import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { AttendanceTable } from "#components/attendance/attendance-table.tsx";
import { outcomeWords } from "#components/attendance/session-row.ts";
import { SessionSpan } from "#components/attendance/session-span.tsx";
import { sessionsPath } from "#components/attendance/session-table.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Time } from "#components/ui/time.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { sessionInput } from "#lib/attendance/rules.ts";
import { getSession } from "#lib/attendance/server.ts";
import { read } from "#lib/boundary.ts";
import { callForAdmin } from "#lib/calls/server.ts";
import { formatsFor } from "#lib/formats.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("attendance");
  return { title: t("session") };
}

type Props = {
  params: Promise<{ type: string; id: string; sessionId: string }>;
  searchParams: Promise<{ after?: string | string[]; person?: string | string[] }>;
};

/** One session: how it turned out, and who was there when. */
export default async function SessionPage({ params, searchParams }: Props) {
  const tCalls = await getTranslations("calls");
  const { after: joinedAt, person: userId } = await searchParams;
  const after = sessionInput.shape.after.safeParse({ joinedAt, userId }).data ?? null;
  const { data: input } = sessionInput.safeParse({ ...(await params), after });
  if (!input) notFound();
  const { type, id } = input;
  const t = await getTranslations("attendance");
  const { duration } = formatsFor(await getLocale());
  const [viewer, call, { session, people, next }] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, { type, id })),
    read((actor) => getSession(actor, input)),
  ]);
  const together = session.togetherSeconds === 0 ? t("none") : duration(session.togetherSeconds * 1_000);
  const here = `${sessionsPath(input)}/${session.id}`;
  const nextHref =
    next && `${here}?${new URLSearchParams({ after: next.joinedAt.toISOString(), person: next.userId })}`;
  return (
    <>
      <PageHeader
        title={outcomeWords(t, session)}
        description={callTitle(tCalls, call)}
        back={{ href: sessionsPath(input), label: t("sessions") }}
      />
      <div className="flex flex-col gap-6">
        <Card title={t("details")}>
          <Facts
            items={[
              {
                label: t("day"),
                value: <Time at={session.startedAt} zone={viewer.timeZone} format="dateWithYear" />,
              },
              {
                label: t("started"),
                value: <Time at={session.startedAt} zone={viewer.timeZone} withZone />,
              },
              { label: t("present"), value: <SessionSpan session={session} viewer={viewer} /> },
              { label: t("timeTogether"), value: together },
              {
                label: session.closedAt ? t("wouldHaveEnded") : t("ends"),
                value: session.endsAt && <Time at={session.endsAt} zone={viewer.timeZone} />,
              },
            ]}
          />
        </Card>
        <Card title={t("people")} flush>
          {people.length > 0 ? (
            <AttendanceTable people={people} viewer={viewer} />
          ) : (
            <EmptyState title={after ? t("noOneHere") : t("noOneJoined")}>{t("onlyConnected")}</EmptyState>
          )}
          <Pagination
            label={t("pagesOfPeople")}
            previousHref={after && here}
            nextHref={nextHref}
            summary={t("total", { count: session.people })}
          />
        </Card>
      </div>
    </>
  );
}
