import { TextField } from "#components/ui/text-field.tsx";
import { messages } from "#lib/messages.ts";
import { onTheClock, placeOf, resolveTime } from "#lib/times/rules.ts";

/** When a call begins, on the clock of `zone`; a call needs no such time. */
export function StartFields({
  at,
  zone,
  error,
}: {
  at: Date | null;
  zone: string;
  error?: string | undefined;
}) {
  const clock = at && onTheClock(at, zone);
  return (
    <div className="grid gap-gap sm:grid-cols-2">
      <TextField
        id="startsAt"
        name="date"
        label="Starts on"
        type="date"
        optional
        hint="Empty: at any time."
        defaultValue={clock?.date ?? ""}
        error={error}
      />
      <TextField
        name="time"
        label="At"
        type="time"
        optional
        hint={`On the clock of ${placeOf(zone)}.`}
        defaultValue={clock?.time ?? ""}
      />
    </div>
  );
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? "").trim();

/** What StartFields say: the moment, null for none, or the sentence that is wrong with it. Before `from` is too late. */
export const startOf = (
  form: FormData,
  zone: string,
  from?: Date,
): { at: Date | null } | { error: string } => {
  const [date, time] = [textOf(form, "date"), textOf(form, "time")];
  if (!date && !time) return { at: null };
  if (!date || !time) return { error: "Give both the day and the time, or neither." };
  // Where a time comes twice, people are let in from the first one on.
  const resolved = resolveTime({ date, time, timeZone: zone, fold: "earlier" });
  if (resolved.ok) return from && resolved.at < from ? { error: messages.TIME_PAST } : { at: resolved.at };
  return { error: resolved.code === "TIME_GAP" ? messages.TIME_GAP : "Write a day and a time that exist." };
};
