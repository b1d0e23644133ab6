"use client";

import { UserPlus, Users } from "lucide-react";
import { ZoneField } from "#components/accounts/zone-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { ComboBox, type ComboItem } from "#components/ui/combo-box.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { searchPatientsAction } from "#lib/accounts/actions.ts";
import { zoneWords } from "#lib/times/rules.ts";

export type Patient = { id: string; name: string; email: string | null; timeZone: string };

export type PatientItem = ComboItem & { timeZone: string };

export const toItem = ({ id, name, email, timeZone }: Patient): PatientItem => ({
  id,
  name,
  timeZone,
  description: [email, zoneWords(timeZone)].filter(Boolean).join(" · "),
});

const search = async (text: string): Promise<PatientItem[]> => {
  const found = await searchPatientsAction({ text });
  if (!found.ok) throw new Error(found.code);
  return found.value.map(toItem);
};

type Errors = Record<string, string | undefined>;

/** A patient the clinic does not know yet. */
function NewPatient({
  typed,
  errors,
  zones,
  homeZone,
}: {
  typed: Readonly<Record<string, string>>;
  errors: Errors;
  zones: readonly string[];
  homeZone: string;
}) {
  return (
    <div className="grid gap-gap sm:grid-cols-2">
      <TextField
        name="patientName"
        label="Name"
        autoComplete="off"
        maxLength={120}
        defaultValue={typed.patientName}
        error={errors.patientName}
      />
      <TextField
        name="patientEmail"
        label="E-mail"
        type="email"
        optional
        autoComplete="off"
        maxLength={254}
        defaultValue={typed.patientEmail}
        error={errors.patientEmail}
      />
      <ZoneField
        name="patientTimeZone"
        label="Where they are"
        hint="For the time in the invitation."
        className="sm:col-span-2"
        zones={zones}
        defaultValue={typed.patientTimeZone || homeZone}
        error={errors.patientTimeZone}
      />
    </div>
  );
}

/**
 * Who the appointment is for. Before JavaScript both ways stand below each other, as native fields; after it, one of
 * them: choosing by typing the beginning of a name, or writing down somebody new.
 */
export function PatientFields({
  isReady,
  isNew,
  patient,
  known,
  onPick,
  onNew,
  ...fields
}: {
  isReady: boolean;
  isNew: boolean;
  patient: PatientItem | null;
  known: PatientItem[];
  onPick: (patient: PatientItem | null) => void;
  onNew: (isNew: boolean) => void;
  typed: Readonly<Record<string, string>>;
  errors: Errors;
  zones: readonly string[];
  homeZone: string;
}) {
  const { typed, errors } = fields;
  if (!isReady)
    return (
      <>
        <NativeSelect
          name="patientId"
          label="Patient"
          hint="Your patients by name."
          required={false}
          placeholder="Choose one"
          defaultValue={typed.patientId ?? ""}
          error={errors.patientId}
        >
          {known.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </NativeSelect>
        <Disclosure summary="New patient" open={isNew}>
          <NewPatient {...fields} />
        </Disclosure>
      </>
    );
  if (isNew)
    return (
      <>
        <NewPatient {...fields} />
        <Button
          variant="quiet"
          icon={<Icon of={Users} />}
          onPress={() => onNew(false)}
          className="self-start"
        >
          Choose a patient you know
        </Button>
      </>
    );
  return (
    <>
      <ComboBox
        name="patientId"
        label="Patient"
        hint="Type the beginning of a name, or of the e-mail."
        search={search}
        initialItems={known}
        {...(patient && { defaultItem: patient })}
        onPick={(item) => onPick(item as PatientItem | null)}
        emptyText="Nobody of that name. Try another part of it, or add a new patient."
        error={errors.patientId ?? null}
      />
      <Button
        variant="quiet"
        icon={<Icon of={UserPlus} />}
        onPress={() => onNew(true)}
        className="self-start"
      >
        New patient
      </Button>
    </>
  );
}
