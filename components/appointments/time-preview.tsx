import { Banner } from "#components/ui/banner.tsx";
import { RadioGroup } from "#components/ui/choice.tsx";
import { Time } from "#components/ui/time.tsx";
import { messages } from "#lib/messages.ts";
import { type LocalTime, placeOf, resolveTime } from "#lib/times/rules.ts";

const seasonOf = (at: Date, zone: string, locale: string) =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "long" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")?.value;

type Moments = { earlier: Date; later: Date };

/** Asked when the clocks go back and the time comes twice. */
export function FoldQuestion({
  moments,
  zone,
  locale,
  chosen,
  error,
}: {
  moments: Moments;
  zone: string;
  locale: string;
  chosen?: string;
  error?: string | undefined;
}) {
  const option = (value: "earlier" | "later", words: string) => ({
    value,
    label: (
      <>
        <Time at={moments[value]} zone={zone} locale={locale} /> {words}
      </>
    ),
    hint: seasonOf(moments[value], zone, locale),
  });
  return (
    <RadioGroup
      name="fold"
      label="The clocks go back then, so that time comes twice. Which one?"
      options={[option("earlier", "the first time"), option("later", "the second time")]}
      boxed
      {...(chosen && { defaultValue: chosen })}
      {...(error && { error })}
    />
  );
}

/**
 * What the chosen time means, while it is being chosen: the moment on both clocks, or why it cannot be. Says it to screen
 * readers too, once they have finished.
 */
export function TimePreview({
  local,
  patientZone,
  locale,
  now,
}: {
  local: LocalTime;
  /** Null while nobody is chosen. */
  patientZone: string | null;
  locale: string;
  now: number;
}) {
  const zone = local.timeZone;
  const resolved = resolveTime(local);
  if (!resolved.ok)
    return resolved.code === "TIME_GAP" ? <Banner tone="warning">{messages.TIME_GAP}</Banner> : null;
  if (resolved.at.getTime() <= now) return <Banner tone="warning">{messages.TIME_PAST}</Banner>;
  const isElsewhere = patientZone !== null && patientZone !== zone;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken p-4">
      <p>
        <span className="text-ink-soft">In {placeOf(zone)}: </span>
        <Time
          at={resolved.at}
          zone={zone}
          locale={locale}
          format="dateTime"
          className="tabular font-semibold"
        />
      </p>
      {isElsewhere && (
        <p className="mt-1">
          <span className="text-ink-soft">For the patient, in {placeOf(patientZone)}: </span>
          <Time
            at={resolved.at}
            zone={patientZone}
            locale={locale}
            format="dateTime"
            className="tabular font-semibold"
          />
        </p>
      )}
    </div>
  );
}
