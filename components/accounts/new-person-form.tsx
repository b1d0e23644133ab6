"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Named } from "#components/calls/call-filters.ts";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createPersonAction } from "#lib/accounts/actions.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldProblemKeys } from "#lib/messages.ts";
import { type AccountRole, accountRoles } from "#lib/roles.ts";
import { suggestPassword } from "./suggest-password.ts";
import { ZoneField } from "./zone-field.tsx";

const ownKeys = {
  email: { required: "staffEmailRequired", taken: "emailTaken" },
  password: { required: "staffPasswordRequired", "too-short": "passwordShort" },
} as const;
type OwnKeys = Partial<Record<string, Partial<Record<FieldProblem, OwnKey>>>>;
type OwnKey = "staffEmailRequired" | "emailTaken" | "staffPasswordRequired" | "passwordShort";

function useSentence() {
  const t = useTranslations("accounts");
  const tFields = useTranslations("fieldProblems");
  return (name: string, problem: FieldProblem) => {
    const ownKey = (ownKeys as OwnKeys)[name]?.[problem];
    return [name, ownKey ? t(ownKey) : tFields(fieldProblemKeys[problem])] as const;
  };
}

/** Adds an account: staff with a first password, patients without. */
export function NewPersonForm({
  teams,
  zones,
  zone,
}: {
  teams: Named;
  zones: readonly string[];
  zone: string;
}) {
  const t = useTranslations("accounts");
  const tRoles = useTranslations("roles");
  const sentence = useSentence();
  const router = useRouter();
  const [role, setRole] = useState<AccountRole>("clinician");
  const [password, setPassword] = useState("");
  // Only in the browser, so that the password is never part of the HTML.
  useEffect(() => setPassword(suggestPassword()), []);
  const isStaff = role !== "patient";
  const add = async (_previous: Outcome | null, form: FormData) => {
    const outcome = await createPersonAction({
      name: form.get("name"),
      email: form.get("email"),
      timeZone: form.get("timeZone"),
      role: form.get("role"),
      teamIds: form.getAll("team"),
      password: form.get("password") ?? undefined,
    });
    if (!outcome.ok) return refusalOf(outcome, sentence);
    const name = String(form.get("name"));
    showToast({ text: t("personAdded", { name }) });
    router.push(`/admin/people?${new URLSearchParams({ q: name })}`);
    return outcome;
  };
  return (
    <ActionForm action={add} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card>
            <div className="flex flex-col gap-5">
              <NativeSelect
                name="role"
                label={t("accountRole")}
                value={role}
                onChange={(event) => setRole(event.currentTarget.value as AccountRole)}
              >
                {accountRoles.map((value) => (
                  <option key={value} value={value}>
                    {tRoles(value)}
                  </option>
                ))}
              </NativeSelect>
              <TextField
                name="name"
                label={t("name")}
                autoComplete="off"
                maxLength={120}
                error={errors.name}
              />
              <TextField
                name="email"
                label={t("email")}
                type="email"
                optional={!isStaff}
                hint={isStaff ? t("staffEmailHint") : t("patientEmailHint")}
                autoComplete="off"
                maxLength={254}
                error={errors.email}
              />
              {isStaff && (
                <TextField
                  name="password"
                  label={t("firstPassword")}
                  hint={t("firstPasswordHint")}
                  autoComplete="off"
                  spellCheck={false}
                  maxLength={1024}
                  value={password}
                  onChange={(event) => setPassword(event.currentTarget.value)}
                  error={errors.password}
                />
              )}
              <ZoneField
                name="timeZone"
                label={t("theirZone")}
                hint={t("theirZoneHint")}
                zones={zones}
                defaultValue={zone}
                error={errors.timeZone}
              />
              {teams.length > 0 && (
                <fieldset>
                  <legend className="mb-1 font-semibold">{t("teams")}</legend>
                  <p className="text-ink-soft text-sm">{t("teamsHint")}</p>
                  {teams.map(({ id, name }) => (
                    <Checkbox key={id} id={`team-${id}`} name="team" value={id} optional label={name} />
                  ))}
                </fieldset>
              )}
            </div>
          </Card>
          <div>
            <SubmitButton>{t("addPerson")}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
