import { CalendarPlus, ChevronLeft, ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RefreshOnTime } from "#components/appointments/refresh-on-time.ts";
import { WeekDays } from "#components/appointments/week-days.tsx";
import { RefreshOnChange } from "#components/live/refresh-on-change.ts";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Time } from "#components/ui/time.tsx";
import { meAsClinician } from "#lib/accounts/server/find-home.ts";
import { listAppointments } from "#lib/appointments/server/list-appointments.ts";
import { read } from "#lib/boundary.ts";
import { weekAt } from "#lib/times/rules.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appointments");
  return { title: t("appointments") };
}

/** A week of appointments in the clinician's time zone. `?week=` is any day in it. */
export default async function AppointmentsPage({
  searchParams,
}: {
  searchParams: Promise<{ week?: string | string[] }>;
}) {
  const t = await getTranslations("appointments");
  const { week: asked } = await searchParams;
  const viewer = await read(meAsClinician);
  const now = new Date();
  const week = weekAt(typeof asked === "string" ? asked : undefined, now, viewer.timeZone);
  const entries = await read((actor) => listAppointments(actor, { from: week.from, to: week.to }));
  const isThisWeek = week.days.some((day) => day.date === week.today);
  return (
    <>
      <RefreshOnTime />
      <RefreshOnChange />
      <PageHeader
        title={t("appointments")}
        description={t.rich(isThisWeek ? "thisWeekFrom" : "weekFrom", {
          date: () => <Time at={week.from} zone={viewer.timeZone} format="dateWithYear" />,
        })}
        actions={
          <LinkButton href="/appointments/new" icon={<Icon of={CalendarPlus} />}>
            {t("schedule")}
          </LinkButton>
        }
      />
      <nav aria-label={t("weeks")} className="mb-6 flex flex-wrap gap-2">
        <LinkButton
          href={`/appointments?week=${week.previous}`}
          variant="secondary"
          icon={<Icon directional of={ChevronLeft} />}
        >
          {t("previousWeek")}
        </LinkButton>
        {!isThisWeek && (
          <LinkButton href="/appointments" variant="secondary">
            {t("thisWeek")}
          </LinkButton>
        )}
        <LinkButton
          href={`/appointments?week=${week.next}`}
          variant="secondary"
          icon={<Icon directional of={ChevronRight} />}
          className="flex-row-reverse"
        >
          {t("nextWeek")}
        </LinkButton>
      </nav>
      <WeekDays week={week} entries={entries} viewer={viewer} serverNow={now.getTime()} />
    </>
  );
}
