import { CalendarPlus } from "lucide-react";
import type { Metadata } from "next";
import { AppointmentList } from "#components/appointments/appointment-list.tsx";
import { NextVisit } from "#components/appointments/next-visit.tsx";
import { RefreshOnTime } from "#components/appointments/refresh-on-time.ts";
import { RefreshOnChange } from "#components/live/refresh-on-change.ts";
import { MissedCalls } from "#components/rings/missed-calls.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Time } from "#components/ui/time.tsx";
import { meAsClinician } from "#lib/accounts/server/find-home.ts";
import { today } from "#lib/appointments/server.ts";
import { read } from "#lib/boundary.ts";
import { missedRings } from "#lib/rings/server.ts";

export const metadata: Metadata = { title: "Today" };

const schedule = (variant: "primary" | "secondary") => (
  <LinkButton href="/appointments/new" variant={variant} icon={<Icon of={CalendarPlus} />}>
    Schedule an appointment
  </LinkButton>
);

const summaryOf = (states: string[]) => {
  const open = states.filter((state) => !["ended", "cancelled", "missed"].includes(state)).length;
  if (open === 0) return "No more visits today.";
  return open === 1 ? "One visit still to come." : `${open} visits still to come.`;
};

/** The clinician's home: who is next, who waits, and the day. */
export default async function TodayPage() {
  const [viewer, { entries, next, day }, missed] = await Promise.all([
    read(meAsClinician),
    read(today),
    read(missedRings),
  ]);
  const serverNow = Date.now();
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title={<Time at={day} zone={viewer.timeZone} locale={viewer.locale} format="date" className="" />}
        description={entries.length > 0 && summaryOf(entries.map((entry) => entry.state))}
        actions={entries.length > 0 && schedule("secondary")}
      />
      <div className="flex flex-col gap-6">
        <MissedCalls rings={missed} viewer={viewer} />
        {next && <NextVisit entry={next} viewer={viewer} serverNow={serverNow} />}
        <Card title="Today" flush>
          {entries.length > 0 ? (
            <AppointmentList label="Today's visits" entries={entries} viewer={viewer} serverNow={serverNow} />
          ) : (
            <EmptyState title="Nothing is planned for today" action={schedule("primary")}>
              Your visits of the day will stand here, with who is next and who waits.
            </EmptyState>
          )}
        </Card>
      </div>
    </>
  );
}
