"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { RadioGroup } from "#components/ui/choice.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { NativeSelect, TextArea, TextField } from "#components/ui/text-field.tsx";
import { scheduleAppointmentAction } from "#lib/appointments/actions.ts";
import { lengths, resolveTime } from "#lib/times/rules.ts";
import { FreeTimes, type Slot } from "./free-times.tsx";
import { type Patient, PatientFields, type PatientItem, toItem } from "./patient-fields.tsx";
import { useScheduleErrors } from "./schedule-errors.ts";
import { FoldQuestion, TimePreview } from "./time-preview.tsx";

type Outcome = Awaited<ReturnType<typeof scheduleAppointmentAction>>;

/** Request ids already used in this window: a form restored from history needs a new one. */
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
  /** The initial date and time, in `zone`. */
  first: { date: string; time: string; today: string };
  /** The server's clock, in milliseconds. */
  now: number;
};

/** Schedules an appointment. Its native fields can be filled in and sent before hydration. */
export function ScheduleForm(props: ScheduleFormProps) {
  const t = useTranslations("appointments");
  const { zone } = props;
  const known = useMemo(() => props.patients.map(toItem), [props.patients]);
  const [result, send, isPending] = useActionState<Outcome | null, FormData>(scheduleAppointmentAction, null);
  const refusal = result && !result.ok ? result : null;
  const typed = refusal?.typed ?? {};

  const form = useRef<HTMLFormElement>(null);
  const [isReady, setReady] = useState(false);
  const [patient, setPatient] = useState<PatientItem | null>(null);
  const [isNew, setNew] = useState(Boolean(typed.patientName) && !typed.patientId);
  const errors = useScheduleErrors(refusal);
  const [requestId] = useState(() =>
    shown.has(props.requestId) ? crypto.randomUUID() : (typed.requestId ?? props.requestId),
  );
  const [clock, setClock] = useState<Clock>({
    date: typed.date ?? props.first.date,
    time: typed.time ?? props.first.time,
    fold: typed.fold ?? "",
    patientTimeZone: typed.patientTimeZone ?? "",
  });

  // Keeps what was entered before hydration, then replaces the native list by the search.
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
  // The offers belong to the refused time, not to another one entered since.
  const isSameTime = clock.date === typed.date && clock.time === typed.time;
  const free = refusal?.code === "SLOT_TAKEN" && (isSameTime || !isReady) ? refusal.facts.free : undefined;
  const nothingNamed = Object.keys(errors).length === 0;
  return (
    <div className="flex flex-col gap-6">
      <FormErrors message={nothingNamed ? refusal?.message : null} fields={errors} />
      {Array.isArray(free) && (
        <FreeTimes instants={free} zone={zone} typed={typed} send={send} onTake={take} />
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
          label={t("kindOfVisit")}
          options={props.kinds.map((kind) => ({
            value: kind.id,
            label: kind.name,
            hint: kind.id === "default" || kind.id === "audio_room" ? t(`kindHint.${kind.id}`) : undefined,
          }))}
          defaultValue={typed.type ?? "default"}
          boxed
          {...(errors.type && { error: errors.type })}
        />
        <div className="grid gap-gap sm:grid-cols-3">
          <TextField
            name="date"
            label={t("date")}
            type="date"
            min={props.first.today}
            defaultValue={typed.date ?? props.first.date}
            error={errors.date}
          />
          <TextField
            name="time"
            label={t("time")}
            type="time"
            step={300}
            defaultValue={typed.time ?? props.first.time}
            error={errors.time}
          />
          <NativeSelect
            name="minutes"
            label={t("length")}
            defaultValue={typed.minutes ?? "20"}
            error={errors.minutes}
          >
            {lengths.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t("minutes", { minutes })}
              </option>
            ))}
          </NativeSelect>
        </div>
        {!asked.ok && asked.code === "TIME_AMBIGUOUS" && (
          <FoldQuestion moments={asked} zone={zone} chosen={clock.fold} error={errors.fold} />
        )}
        <TimePreview local={{ ...local, fold }} patientZone={patientZone} now={props.now} />
        <TextArea
          name="reason"
          label={t("reason")}
          hint={t("teamOnlyNotPatient")}
          optional
          maxLength={500}
          defaultValue={typed.reason}
          error={errors.reason}
        />
        <Button type="submit" isPending={isPending} className="sm:self-start">
          {t("scheduleThis")}
        </Button>
      </form>
    </div>
  );
}

/** Hidden when there is only one team. */
function TeamField({
  teams,
  typed,
  error,
}: {
  teams: ScheduleFormProps["teams"];
  typed?: string | undefined;
  error?: string | undefined;
}) {
  const t = useTranslations("appointments");
  const [only] = teams;
  if (teams.length === 1 && only) return <input type="hidden" name="teamId" value={only.id} />;
  return (
    <NativeSelect name="teamId" label={t("team")} defaultValue={typed ?? only?.id} error={error}>
      {teams.map((team) => (
        <option key={team.id} value={team.id}>
          {team.name}
        </option>
      ))}
    </NativeSelect>
  );
}
