import { CalendarDays } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time } from "#components/ui/time.tsx";
import { onTheClock, type Week } from "#lib/times/rules.ts";
import { AppointmentList } from "./appointment-list.tsx";
import type { Entry, Viewer } from "./entry.ts";

export function WeekDays({
  week,
  entries,
  viewer,
  serverNow,
}: {
  week: Week;
  entries: Entry[];
  viewer: Viewer;
  serverNow: number;
}) {
  const t = useTranslations("appointments");
  if (entries.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Icon of={CalendarDays} />}
          title={t("emptyWeek")}
          action={<LinkButton href="/appointments/new">{t("schedule")}</LinkButton>}
        >
          {t("emptyWeekHint")}
        </EmptyState>
      </Card>
    );
  return (
    <div className="flex flex-col gap-6">
      {week.days.map((day) => {
        const ofDay = entries.filter(
          (entry) => onTheClock(entry.startsAt, viewer.timeZone).date === day.date,
        );
        const title = <Time at={day.from} zone={viewer.timeZone} format="date" />;
        const isToday = day.date === week.today;
        if (ofDay.length === 0)
          return (
            <section key={day.date} className="flex flex-wrap items-center gap-x-3 px-gap text-ink-soft">
              <h2 className="font-semibold">{title}</h2>
              <p>{isToday ? t("nothingPlannedToday") : t("nothingPlanned")}</p>
            </section>
          );
        return (
          <Card
            key={day.date}
            title={title}
            actions={isToday && <StatusBadge tone="info">{t("today")}</StatusBadge>}
            flush
          >
            <AppointmentList
              label={t("visitsThisDay")}
              entries={ofDay}
              viewer={viewer}
              serverNow={serverNow}
            />
          </Card>
        );
      })}
    </div>
  );
}
