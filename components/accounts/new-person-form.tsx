"use client";

import { useRouter } from "next/navigation";
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
import { fieldMessages } from "#lib/messages.ts";
import type { AccountRole } from "#lib/roles.ts";
import { shortWords } from "./password-form.tsx";
import { suggestPassword } from "./suggest-password.ts";
import { ZoneField } from "./zone-field.tsx";

const roles: Record<AccountRole, string> = {
  clinician: "Clinician",
  patient: "Patient",
  admin: "Administrator",
};
const own: Partial<Record<string, Partial<Record<FieldProblem, string>>>> = {
  email: {
    required: "Staff sign in by their e-mail. Write it here.",
    taken: "Somebody else of the staff signs in with this e-mail.",
  },
  password: { required: "Staff need a password to begin with.", "too-short": shortWords },
};
const sentence = (name: string, problem: FieldProblem) =>
  [name, own[name]?.[problem] ?? fieldMessages[problem]] as const;

/** A new account: staff with a first password, patients without. What was typed stays, whatever comes back. */
export function NewPersonForm({
  teams,
  zones,
  zone,
}: {
  teams: Named;
  zones: readonly string[];
  zone: string;
}) {
  const router = useRouter();
  const [role, setRole] = useState<AccountRole>("clinician");
  const [password, setPassword] = useState("");
  // Made in the browser alone: the page that came from the server has none.
  useEffect(() => setPassword(suggestPassword()), []);
  const isStaff = role !== "patient";
  const send = async (_previous: Outcome | null, form: FormData) => {
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
    showToast({ text: `${name} was added` });
    router.push(`/admin/people?${new URLSearchParams({ q: name })}`);
    return outcome;
  };
  return (
    <ActionForm action={send} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card>
            <div className="flex flex-col gap-5">
              <NativeSelect
                name="role"
                label="Account"
                value={role}
                onChange={(event) => setRole(event.currentTarget.value as AccountRole)}
              >
                {Object.entries(roles).map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </NativeSelect>
              <TextField name="name" label="Name" autoComplete="off" maxLength={120} error={errors.name} />
              <TextField
                name="email"
                label="E-mail"
                type="email"
                optional={!isStaff}
                hint={isStaff ? "They sign in by it." : "Patients come by their links, and need none."}
                autoComplete="off"
                maxLength={254}
                error={errors.email}
              />
              {isStaff && (
                <TextField
                  name="password"
                  label="First password"
                  hint="Hand it on to them yourself. They change it on their account’s page."
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
                label="Where they are"
                hint="Times are shown to them for this place."
                zones={zones}
                defaultValue={zone}
                error={errors.timeZone}
              />
              {teams.length > 0 && (
                <fieldset>
                  <legend className="mb-1 font-semibold">Teams</legend>
                  <p className="text-ink-soft text-sm">Clinicians see the patients of their teams.</p>
                  {teams.map(({ id, name }) => (
                    <Checkbox key={id} id={`team-${id}`} name="team" value={id} optional label={name} />
                  ))}
                </fieldset>
              )}
            </div>
          </Card>
          <div>
            <SubmitButton>Add this person</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
