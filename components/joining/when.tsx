"use client";

import { useSyncExternalStore } from "react";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import { formatTime, zoneName } from "#lib/formats.ts";

const nothing = () => () => {};

/** The zone of this device; null on the server, which cannot know. */
const useDeviceZone = () =>
  useSyncExternalStore(
    nothing,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );

const offsetAt = (at: Date, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;

/**
 * Day and time in the person's zone; when this device's clock shows another time, that one as well. It comes only with the
 * page's scripts, so its line is kept free for it: nothing below moves under a finger.
 */
export function When({
  startsAt,
  endsAt,
  zone,
  locale,
}: {
  startsAt: Date;
  endsAt: Date | null;
  zone: string;
  locale: string;
}) {
  const here = useDeviceZone();
  const differs = here !== null && offsetAt(startsAt, here) !== offsetAt(startsAt, zone);
  const dayIn = (where: string) => formatTime(startsAt, where, locale, "date");
  // At night it is another day elsewhere: who reads only a time would come a day late.
  const format = here !== null && dayIn(here) !== dayIn(zone) ? "weekday" : "time";
  return (
    <>
      <Time at={startsAt} zone={zone} locale={locale} format="date" />,{" "}
      {endsAt ? (
        <TimeSpan from={startsAt} to={endsAt} zone={zone} locale={locale} />
      ) : (
        <Time at={startsAt} zone={zone} locale={locale} />
      )}
      <span className="block font-normal text-ink-soft">{zoneName(startsAt, zone, locale)}</span>
      <span className="block min-h-[1lh] font-normal text-ink-soft">
        {differs && (
          <>
            <Time at={startsAt} zone={here} locale={locale} format={format} /> on this device
          </>
        )}
      </span>
    </>
  );
}
