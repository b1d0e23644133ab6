import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { RadioGroup } from "#components/ui/choice.tsx";
import { Time } from "#components/ui/time.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import { errorKeys } from "#lib/messages.ts";
import { placeOf } from "#lib/times/rules/name-zones.ts";
import { type LocalTime, resolveTime } from "#lib/times/rules.ts";

const label = (chunks: ReactNode) => <span className="text-ink-soft">{chunks}</span>;
const timeIn = (at: Date, zone: string) => () => (
  <Time at={at} zone={zone} format="dateTime" className="tabular font-semibold" />
);

type Moments = { earlier: Date; later: Date };

/** Shown when the clocks go back and the chosen time occurs twice. */
export function FoldQuestion({
  moments,
  zone,
  chosen,
  error,
}: {
  moments: Moments;
  zone: string;
  chosen?: string;
  error?: string | undefined;
}) {
  const t = useTranslations("appointments");
  const { zoneNameAt } = useFormats();
  const option = (value: "earlier" | "later", key: "firstTime" | "secondTime") => ({
    value,
    label: t.rich(key, { time: () => <Time at={moments[value]} zone={zone} /> }),
    hint: zoneNameAt(moments[value], zone),
  });
  return (
    <RadioGroup
      name="fold"
      label={t("foldQuestion")}
      options={[option("earlier", "firstTime"), option("later", "secondTime")]}
      boxed
      {...(chosen && { defaultValue: chosen })}
      {...(error && { error })}
    />
  );
}

/** Shows the chosen time in both time zones, or why it is impossible. A live region for screen readers. */
export function TimePreview({
  local,
  patientZone,
  now,
}: {
  local: LocalTime;
  /** Null until a patient is chosen. */
  patientZone: string | null;
  now: number;
}) {
  const t = useTranslations("appointments");
  const tErrors = useTranslations("errors");
  const zone = local.timeZone;
  const resolved = resolveTime(local);
  if (!resolved.ok)
    return resolved.code === "TIME_GAP" ? (
      <Banner tone="warning">{tErrors(errorKeys.TIME_GAP)}</Banner>
    ) : null;
  if (resolved.at.getTime() <= now) return <Banner tone="warning">{tErrors(errorKeys.TIME_PAST)}</Banner>;
  const isElsewhere = patientZone !== null && patientZone !== zone;
  return (
    <div role="status" className="rounded-md border border-line bg-sunken p-4">
      <p>{t.rich("timeInPlace", { place: placeOf(zone), label, time: timeIn(resolved.at, zone) })}</p>
      {isElsewhere && (
        <p className="mt-1">
          {t.rich("timeForPatient", {
            place: placeOf(patientZone),
            label,
            time: timeIn(resolved.at, patientZone),
          })}
        </p>
      )}
    </div>
  );
}
