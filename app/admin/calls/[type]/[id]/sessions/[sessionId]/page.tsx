import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AttendanceTable } from "#components/attendance/attendance-table.tsx";
import { SessionSpan } from "#components/attendance/session-span.tsx";
import { sessionsPath } from "#components/attendance/session-table.tsx";
import { lasted, outcomeSoFar, outcomeWords } from "#components/attendance/session-words.ts";
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

export const metadata: Metadata = { title: "Session" };

type Props = {
  params: Promise<{ type: string; id: string; sessionId: string }>;
  searchParams: Promise<{ after?: string | string[]; person?: string | string[] }>;
};

/** One session: how it came out, and who was in it from when to when. */
export default async function SessionPage({ params, searchParams }: Props) {
  const tCalls = await getTranslations("calls");
  const { after: joinedAt, person: userId } = await searchParams;
  const after = sessionInput.shape.after.safeParse({ joinedAt, userId }).data ?? null;
  const { data: input } = sessionInput.safeParse({ ...(await params), after });
  if (!input) notFound();
  const { type, id } = input;
  const [viewer, call, { session, people, next }] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, { type, id })),
    read((actor) => getSession(actor, input)),
  ]);
  const here = `${sessionsPath(input)}/${session.id}`;
  const nextHref =
    next && `${here}?${new URLSearchParams({ after: next.joinedAt.toISOString(), person: next.userId })}`;
  return (
    <>
      <PageHeader
        title={(session.closedAt ? outcomeWords : outcomeSoFar)[session.outcome]}
        description={callTitle(tCalls, call)}
        back={{ href: sessionsPath(input), label: "Sessions" }}
      />
      <div className="flex flex-col gap-6">
        <Card title="Facts">
          <Facts
            items={[
              {
                label: "Day",
                value: (
                  <Time
                    at={session.startedAt}
                    zone={viewer.timeZone}
                    locale={viewer.locale}
                    format="dateWithYear"
                  />
                ),
              },
              {
                label: "Started",
                value: <Time at={session.startedAt} zone={viewer.timeZone} locale={viewer.locale} withZone />,
              },
              { label: "People were in", value: <SessionSpan session={session} viewer={viewer} /> },
              { label: "Both sides together", value: lasted(session.togetherSeconds, viewer.locale) },
              {
                label: session.closedAt ? "Would have ended" : "Ends",
                value: session.endsAt && (
                  <Time at={session.endsAt} zone={viewer.timeZone} locale={viewer.locale} />
                ),
              },
            ]}
          />
        </Card>
        <Card title="People" flush>
          {people.length > 0 ? (
            <AttendanceTable people={people} viewer={viewer} />
          ) : (
            <EmptyState title={after ? "Nobody on this page" : "Nobody came"}>
              Only who was really connected stands here, and not who was invited.
            </EmptyState>
          )}
          <Pagination
            label="Pages of people"
            previousHref={after && here}
            nextHref={nextHref}
            summary={`${session.people.toLocaleString(viewer.locale)} in all`}
          />
        </Card>
      </div>
    </>
  );
}
