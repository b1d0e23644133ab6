"use client";

import { startTransition, useActionState, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RadioGroup } from "#components/ui/choice.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { NativeSelect, TextArea, TextField } from "#components/ui/text-field.tsx";
import { scheduleAppointmentAction } from "#lib/appointments/actions.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldMessages, messages } from "#lib/messages.ts";
import { lengths, resolveTime } from "#lib/times/rules.ts";
import { FreeTimes, type Slot } from "./free-times.tsx";
import { type Patient, PatientFields, type PatientItem, toItem } from "./patient-fields.tsx";
import { FoldQuestion, TimePreview } from "./time-preview.tsx";

type Outcome = Awaited<ReturnType<typeof scheduleAppointmentAction>>;
type Refusal = Extract<Outcome, { ok: false }>;

const own: Partial<Record<string, Partial<Record<FieldProblem, string>>>> = {
  patientId: { "not-an-id": "Choose a patient of this team from the list, or add a new one." },
  patientName: { required: "Choose a patient, or write the new patient's name." },
  patientEmail: { taken: "This team knows a patient with this e-mail already. Choose them from the list." },
  teamId: { "not-an-id": "Choose one of your teams." },
  type: { required: "Choose a kind of visit." },
};

/** The sentence for each wrong field; a refused time is said with the words for that very refusal. */
const sentencesOf = (refusal: Refusal | null): Record<string, string | undefined> => {
  if (!refusal) return {};
  const sentence = ([name, problem]: [string, FieldProblem]) => {
    const isTime = name === "time" && refusal.code !== "BAD_INPUT";
    const words = isTime ? messages[refusal.code] : (own[name]?.[problem] ?? fieldMessages[problem]);
    // Nobody chosen and nobody written: the field in view is the one that chooses.
    const nobody = name === "patientName" && !("patientName" in refusal.typed);
    if (nobody) return ["patientId", words];
    return [isTime && refusal.code === "TIME_AMBIGUOUS" ? "fold" : name, words];
  };
  return Object.fromEntries(Object.entries(refusal.fields).map(sentence));
};

/** Forms that were shown in this window: one that comes back from the browser's history is a new form. */
const shown = new Set<string>();

type Clock = { date: string; time: string; fold: string; patientTimeZone: string };

const clockOf = (form: HTMLFormElement): Clock => {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  return {
    date: text("date"),
    time: text("time"),
    fold: text("fold"),
    patientTimeZone: text("patientTimeZone"),
  };
};

export type ScheduleFormProps = {
  requestId: string;
  teams: readonly { id: string; name: string }[];
  kinds: readonly { id: string; name: string }[];
  patients: readonly Patient[];
  zones: readonly string[];
  zone: string;
  locale: string;
  /** What stands in the fields at first, on the clock of `zone`. */
  first: { date: string; time: string; today: string };
  /** The server's clock, in milliseconds. */
  now: number;
};

/** Makes an appointment. Native fields below everything: it can be sent before the page is ready, and loses nothing. */
export function ScheduleForm(props: ScheduleFormProps) {
  const { zone, locale } = props;
  const known = useMemo(() => props.patients.map(toItem), [props.patients]);
  const [result, send, isPending] = useActionState<Outcome | null, FormData>(scheduleAppointmentAction, null);
  const refusal = result && !result.ok ? result : null;
  const typed = refusal?.typed ?? {};

  const form = useRef<HTMLFormElement>(null);
  const [isReady, setReady] = useState(false);
  const [patient, setPatient] = useState<PatientItem | null>(null);
  const [isNew, setNew] = useState(Boolean(typed.patientName) && !typed.patientId);
  const errors = useMemo(() => sentencesOf(refusal), [refusal]);
  const [requestId] = useState(() =>
    shown.has(props.requestId) ? crypto.randomUUID() : (typed.requestId ?? props.requestId),
  );
  const [clock, setClock] = useState<Clock>({
    date: typed.date ?? props.first.date,
    time: typed.time ?? props.first.time,
    fold: typed.fold ?? "",
    patientTimeZone: typed.patientTimeZone ?? "",
  });

  // What was typed before the page was ready is kept, and the native list gives way to the one that searches.
  useEffect(() => {
    shown.add(props.requestId);
    if (!form.current) return;
    const chosen = new FormData(form.current).get("patientId");
    setPatient(known.find((one) => one.id === chosen) ?? null);
    setClock(clockOf(form.current));
    setReady(true);
  }, [props.requestId, known]);

  const post = (data: FormData) => startTransition(() => send(data));
  const take = (slot: Slot) => {
    if (!form.current) return;
    const data = new FormData(form.current);
    data.set("date", slot.date);
    data.set("time", slot.time);
    data.delete("fold");
    post(data);
  };

  const local = { date: clock.date, time: clock.time, timeZone: zone };
  const fold = clock.fold === "earlier" || clock.fold === "later" ? clock.fold : undefined;
  const asked = resolveTime(local);
  const patientZone = isNew ? clock.patientTimeZone || null : (patient?.timeZone ?? null);
  // Offers belong to the time that was asked for: whoever has written another one is not led back.
  const isSameTime = clock.date === typed.date && clock.time === typed.time;
  const free = refusal?.code === "SLOT_TAKEN" && (isSameTime || !isReady) ? refusal.facts.free : undefined;
  const nothingNamed = Object.keys(errors).length === 0;
  return (
    <div className="flex flex-col gap-6">
      <FormErrors message={nothingNamed ? refusal?.message : null} fields={errors} />
      {Array.isArray(free) && (
        <FreeTimes instants={free} zone={zone} locale={locale} typed={typed} send={send} onTake={take} />
      )}
      <form
        ref={form}
        action={send}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) post(new FormData(event.currentTarget));
        }}
        onChange={(event) => setClock(clockOf(event.currentTarget))}
        noValidate
        className="flex flex-col gap-6"
      >
        <input type="hidden" name="requestId" value={requestId} />
        <input type="hidden" name="timeZone" value={zone} />
        <TeamField teams={props.teams} typed={typed.teamId} error={errors.teamId} />
        <div className="flex flex-col gap-2">
          <PatientFields
            isReady={isReady}
            isNew={isNew}
            patient={patient}
            known={known}
            onPick={setPatient}
            onNew={(value) => {
              setNew(value);
              if (value) setPatient(null);
            }}
            typed={typed}
            errors={errors}
            zones={props.zones}
            homeZone={zone}
          />
        </div>
        <RadioGroup
          name="type"
          label="Kind of visit"
          options={props.kinds.map((kind) => ({
            value: kind.id,
            label: kind.name,
            hint: kindHints[kind.id],
          }))}
          defaultValue={typed.type ?? "default"}
          boxed
          {...(errors.type && { error: errors.type })}
        />
        <div className="grid gap-gap sm:grid-cols-3">
          <TextField
            name="date"
            label="Date"
            type="date"
            min={props.first.today}
            defaultValue={typed.date ?? props.first.date}
            error={errors.date}
          />
          <TextField
            name="time"
            label="Time"
            type="time"
            step={300}
            defaultValue={typed.time ?? props.first.time}
            error={errors.time}
          />
          <NativeSelect
            name="minutes"
            label="Length"
            defaultValue={typed.minutes ?? "20"}
            error={errors.minutes}
          >
            {lengths.map((minutes) => (
              <option key={minutes} value={minutes}>
                {minutes} minutes
              </option>
            ))}
          </NativeSelect>
        </div>
        {!asked.ok && asked.code === "TIME_AMBIGUOUS" && (
          <FoldQuestion moments={asked} zone={zone} locale={locale} chosen={clock.fold} error={errors.fold} />
        )}
        <TimePreview local={{ ...local, fold }} patientZone={patientZone} locale={locale} now={props.now} />
        <TextArea
          name="reason"
          label="Reason"
          hint="Only your team sees this. The patient does not."
          optional
          maxLength={500}
          defaultValue={typed.reason}
          error={errors.reason}
        />
        <Button type="submit" isPending={isPending} className="sm:self-start">
          Schedule the appointment
        </Button>
      </form>
    </div>
  );
}

const kindHints: Record<string, string> = {
  default: "By video, one to one.",
  audio_room: "By voice only, for a weak connection.",
};

/** Only who works in more than one team is asked. */
function TeamField({
  teams,
  typed,
  error,
}: {
  teams: ScheduleFormProps["teams"];
  typed?: string | undefined;
  error?: string | undefined;
}) {
  const [only] = teams;
  if (teams.length === 1 && only) return <input type="hidden" name="teamId" value={only.id} />;
  return (
    <NativeSelect name="teamId" label="Team" defaultValue={typed ?? only?.id} error={error}>
      {teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </NativeSelect>
  );
}
