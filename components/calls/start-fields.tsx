import { useTranslations } from "next-intl";
import { TextField } from "#components/ui/text-field.tsx";
import { errorKeys } from "#lib/messages.ts";
import { placeOf } from "#lib/times/rules/name-zones.ts";
import { onTheClock, resolveTime } from "#lib/times/rules.ts";

/** When a call starts, in `zone`. Both fields may stay empty. */
export function StartFields({
  at,
  zone,
  error,
}: {
  at: Date | null;
  zone: string;
  error?: string | undefined;
}) {
  const t = useTranslations("calls");
  const clock = at && onTheClock(at, zone);
  return (
    <div className="grid gap-gap sm:grid-cols-2">
      <TextField
        id="startsAt"
        name="date"
        label={t("startsOn")}
        type="date"
        optional
        hint={t("startsOnHint")}
        defaultValue={clock?.date ?? ""}
        error={error}
      />
      <TextField
        name="time"
        label={t("startsAt")}
        type="time"
        optional
        hint={t("startsAtHint", { place: placeOf(zone) })}
        defaultValue={clock?.time ?? ""}
      />
    </div>
  );
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

export type StartError = "TIME_PAST" | "TIME_GAP" | "invalid.dateAndTime" | "invalid.noSuchTime";

/** The moment in StartFields, null for none, or what is wrong with it. Moments before `from` are past. */
export const startOf = (
  form: FormData,
  zone: string,
  from?: Date,
): { at: Date | null } | { error: StartError } => {
  const [date, time] = [textOf(form, "date"), textOf(form, "time")];
  if (!date && !time) return { at: null };
  if (!date || !time) return { error: "invalid.dateAndTime" };
  // When a time occurs twice, the earlier one lets people in.
  const resolved = resolveTime({ date, time, timeZone: zone, fold: "earlier" });
  if (resolved.ok) return from && resolved.at < from ? { error: "TIME_PAST" } : { at: resolved.at };
  return { error: resolved.code === "TIME_GAP" ? "TIME_GAP" : "invalid.noSuchTime" };
};

/** Puts startOf's errors into words. */
export function useStartError() {
  const t = useTranslations("calls");
  const tErrors = useTranslations("errors");
  return (error: StartError) =>
    error === "TIME_PAST" || error === "TIME_GAP" ? tErrors(errorKeys[error]) : t(error);
}
