import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AttendanceTable } from "#components/attendance/attendance-table";
import { SessionSpan } from "#components/attendance/session-span";
import { sessionsPath } from "#components/attendance/session-table";
import { lasted, outcomeSoFar, outcomeWords } from "#components/attendance/session-words";
import { callTitle } from "#components/calls/call-state";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Facts } from "#components/ui/facts";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { Time } from "#components/ui/time";
import { me } from "#lib/accounts/home";
import { sessionInput } from "#lib/attendance/rules";
import { getSession } from "#lib/attendance/server";
import { read } from "#lib/boundary";
import { callForAdmin } from "#lib/calls/server";

export const metadata: Metadata = { title: "Session" };

type Props = {
  params: Promise<{ type: string; id: string; sessionId: string }>;
  searchParams: Promise<{ after?: string | string[]; person?: string | string[] }>;
};

/** One session: how it came out, and who was in it from when to when. */
export default async function SessionPage({ params, searchParams }: Props) {
  const { after: joinedAt, person: userId } = await searchParams;
  const after = sessionInput.shape.after.safeParse({ joinedAt, userId }).data ?? null;
  const { data: input } = sessionInput.safeParse({ ...(await params), after });
  if (!input) notFound();
  const { type, id } = input;
  const [viewer, call, { session, people, next }] = await Promise.all([
    read(me, {}),
    read(callForAdmin, { type, id }),
    read(getSession, input),
  ]);
  const here = `${sessionsPath(input)}/${session.id}`;
  const nextHref =
    next && `${here}?${new URLSearchParams({ after: next.joinedAt.toISOString(), person: next.userId })}`;
  return (
    <>
      <PageHeader
        title={(session.closedAt ? outcomeWords : outcomeSoFar)[session.outcome]}
        description={callTitle(call)}
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
