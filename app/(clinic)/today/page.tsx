import { CalendarPlus } from "lucide-react";
import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
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
import { today } from "#lib/appointments/server/list-appointments.ts";
import { read } from "#lib/boundary.ts";
import { listMissedRings } from "#lib/rings/server/list-missed.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("today");
  return { title: t("today") };
}

function ScheduleButton({ variant }: { variant: "primary" | "secondary" }) {
  const t = useTranslations("appointments");
  return (
    <LinkButton href="/appointments/new" variant={variant} icon={<Icon of={CalendarPlus} />}>
      {t("schedule")}
    </LinkButton>
  );
}

const countOpen = (states: string[]) =>
  states.filter((state) => !["ended", "cancelled", "missed"].includes(state)).length;

export default async function TodayPage() {
  const [viewer, { entries, next, day }, missed] = await Promise.all([
    read(meAsClinician),
    read(today),
    read(listMissedRings),
  ]);
  const t = await getTranslations("today");
  const serverNow = Date.now();
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title={<Time at={day} zone={viewer.timeZone} format="date" className="" />}
        description={
          entries.length > 0 && t("visitsLeft", { count: countOpen(entries.map((entry) => entry.state)) })
        }
        actions={entries.length > 0 && <ScheduleButton variant="secondary" />}
      />
      <div className="flex flex-col gap-6">
        <MissedCalls rings={missed} viewer={viewer} />
        {next && <NextVisit entry={next} viewer={viewer} serverNow={serverNow} />}
        <Card title={t("today")} flush>
          {entries.length > 0 ? (
            <AppointmentList
              label={t("visitsToday")}
              entries={entries}
              viewer={viewer}
              serverNow={serverNow}
            />
          ) : (
            <EmptyState title={t("emptyTitle")} action={<ScheduleButton variant="primary" />}>
              {t("emptyHint")}
            </EmptyState>
          )}
        </Card>
      </div>
    </>
  );
}
