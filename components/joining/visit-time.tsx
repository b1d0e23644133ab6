"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import { useFormats } from "#components/ui/use-formats.ts";

const neverChanges = () => () => {};

/** The zone of this device; null on the server, which can't know it. */
const useDeviceZone = () =>
  useSyncExternalStore(
    neverChanges,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );

type VisitTimeProps = { startsAt: Date; endsAt: Date | null; zone: string };

/** Day and time in the person's zone, and in this device's where its clock shows another time. */
export function VisitTime({ startsAt, endsAt, zone }: VisitTimeProps) {
  const { zoneName } = useFormats();
  return (
    <>
      <Time at={startsAt} zone={zone} format="date" />,{" "}
      {endsAt ? <TimeSpan from={startsAt} to={endsAt} zone={zone} /> : <Time at={startsAt} zone={zone} />}
      <span className="block font-normal text-ink-soft">{zoneName(startsAt, zone)}</span>
      {/* It comes with the page's scripts, so its line is there before: nothing below may move. */}
      <span className="block min-h-[1lh] font-normal text-ink-soft">
        <TimeOnThisDevice at={startsAt} zone={zone} />
      </span>
    </>
  );
}

function TimeOnThisDevice({ at, zone }: { at: Date; zone: string }) {
  const t = useTranslations("joining");
  const { time } = useFormats();
  const deviceZone = useDeviceZone();
  if (deviceZone === null || time(at, deviceZone, "dateTime") === time(at, zone, "dateTime")) return null;
  // At night it may be another day there, and a time alone would bring people a day late.
  const isOtherDay = time(at, deviceZone, "date") !== time(at, zone, "date");
  return t.rich("onThisDevice", {
    time: () => <Time at={at} zone={deviceZone} format={isOtherDay ? "weekday" : "time"} />,
  });
}
