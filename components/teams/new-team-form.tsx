"use client";

import { useRouter } from "next/navigation";
import { ZoneField } from "#components/accounts/zone-field.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { fieldMessages } from "#lib/messages.ts";
import { createTeamAction } from "#lib/teams/actions.ts";

/** A new team: a clinic, a ward, a practice. */
export function NewTeamForm({ zones, zone }: { zones: readonly string[]; zone: string }) {
  const router = useRouter();
  const send = async (_previous: Outcome | null, form: FormData) => {
    const name = String(form.get("name"));
    const outcome = await createTeamAction({ name, timeZone: form.get("timeZone") });
    if (!outcome.ok)
      return refusalOf(outcome, (field, problem) => [
        field,
        problem === "taken" ? "There is a team of this name already." : fieldMessages[problem],
      ]);
    showToast({ text: `${name} was made` });
    router.refresh();
    return outcome;
  };
  return (
    <ActionForm action={send} clears className="flex flex-col gap-5">
      {(errors) => (
        <>
          <TextField name="name" label="Name" autoComplete="off" maxLength={120} error={errors.name} />
          <ZoneField
            name="timeZone"
            label="Where it is"
            hint="New patients who are made many at once get the time of this place."
            zones={zones}
            defaultValue={zone}
            error={errors.timeZone}
          />
          <div>
            <SubmitButton>Make this team</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
