"use client";

import { UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { ZoneField } from "#components/accounts/zone-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { ComboBox, type ComboItem } from "#components/ui/combo-box.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { searchPatientsAction } from "#lib/accounts/actions.ts";
import { zoneWords } from "#lib/times/rules/name-zones.ts";

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
  const t = useTranslations("appointments");
  return (
    <div className="grid gap-gap sm:grid-cols-2">
      <TextField
        name="patientName"
        label={t("name")}
        autoComplete="off"
        maxLength={120}
        defaultValue={typed.patientName}
        error={errors.patientName}
      />
      <TextField
        name="patientEmail"
        label={t("email")}
        type="email"
        optional
        autoComplete="off"
        maxLength={254}
        defaultValue={typed.patientEmail}
        error={errors.patientEmail}
      />
      <ZoneField
        name="patientTimeZone"
        label={t("patientZone")}
        hint={t("patientZoneHint")}
        className="sm:col-span-2"
        zones={zones}
        defaultValue={typed.patientTimeZone || homeZone}
        error={errors.patientTimeZone}
      />
    </div>
  );
}

/**
 * Chooses the patient or adds a new one. Without JavaScript both appear as native fields; with it, one at a time, and
 * choosing is a search.
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
  const t = useTranslations("appointments");
  const { typed, errors } = fields;
  if (!isReady)
    return (
      <>
        <NativeSelect
          name="patientId"
          label={t("patient")}
          hint={t("patientList")}
          required={false}
          placeholder={t("choosePatient")}
          defaultValue={typed.patientId ?? ""}
          error={errors.patientId}
        >
          {known.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </NativeSelect>
        <Disclosure summary={t("newPatient")} open={isNew}>
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
          {t("existingPatient")}
        </Button>
      </>
    );
  return (
    <>
      <ComboBox
        name="patientId"
        label={t("patient")}
        hint={t("searchHint")}
        search={search}
        initialItems={known}
        {...(patient && { defaultItem: patient })}
        onPick={(item) => onPick(item as PatientItem | null)}
        emptyText={t("noPatientFound")}
        error={errors.patientId ?? null}
      />
      <Button
        variant="quiet"
        icon={<Icon of={UserPlus} />}
        onPress={() => onNew(true)}
        className="self-start"
      >
        {t("newPatient")}
      </Button>
    </>
  );
}
