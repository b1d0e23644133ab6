import { useLocale, useTranslations } from "next-intl";
import { formatTime, type TimeStyle, zoneName } from "#lib/formats.ts";

/** A moment in the reader's locale, and in `datetime` for machines. */
export function Time({
  at,
  zone,
  locale,
  format = "time",
  withZone,
  className = "tabular",
}: {
  at: Date | string | number;
  /** IANA name, "Europe/Berlin". */
  zone: string;
  /** The reader's own, unless it is given. */
  locale?: string;
  format?: TimeStyle;
  /** Adds the zone's name, for readers who may be somewhere else. */
  withZone?: boolean;
  className?: string;
}) {
  const reader = useLocale();
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} className={className}>
      {formatTime(moment, zone, locale ?? reader, format)}
      {withZone && ` ${zoneName(moment, zone, locale ?? reader)}`}
    </time>
  );
}

/** Two times of one day: "14:30–15:00". */
export function TimeSpan({
  from,
  to,
  zone,
  locale,
}: {
  from: Date | string | number;
  to: Date | string | number;
  zone: string;
  locale?: string;
}) {
  const t = useTranslations("ui");
  return (
    <span className="tabular whitespace-nowrap">
      <Time at={from} zone={zone} {...(locale && { locale })} />
      <span aria-hidden="true">–</span>
      <span className="sr-only"> {t("until")} </span>
      <Time at={to} zone={zone} {...(locale && { locale })} />
    </span>
  );
}
