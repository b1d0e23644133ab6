import { formatTime, type TimeStyle, zoneName } from "./time-format.ts";

/** A moment, written for people in their own zone and locale, and for machines in `datetime`. */
export function Time({
  at,
  zone,
  locale = "en-GB",
  format = "time",
  withZone,
  className = "tabular",
}: {
  at: Date | string | number;
  /** IANA name, "Europe/Berlin". */
  zone: string;
  locale?: string;
  format?: TimeStyle;
  /** Adds the zone's name, for whoever may be somewhere else. */
  withZone?: boolean;
  className?: string;
}) {
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} className={className}>
      {formatTime(moment, zone, locale, format)}
      {withZone && ` ${zoneName(moment, zone, locale)}`}
    </time>
  );
}

/** From when until when on one day: "14:30–15:00". */
export function TimeSpan({
  from,
  to,
  zone,
  locale = "en-GB",
}: {
  from: Date | string | number;
  to: Date | string | number;
  zone: string;
  locale?: string;
}) {
  return (
    <span className="tabular whitespace-nowrap">
      <Time at={from} zone={zone} locale={locale} />
      <span aria-hidden="true">–</span>
      <span className="sr-only"> to </span>
      <Time at={to} zone={zone} locale={locale} />
    </span>
  );
}
