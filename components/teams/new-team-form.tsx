"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState, useTransition } from "react";
import { Button } from "#components/ui/button";
import { FormErrors } from "#components/ui/form-errors";
import { NativeSelect, TextField } from "#components/ui/text-field";
import { showToast } from "#components/ui/toast";
import { fieldMessages } from "#lib/messages";
import { createTeamAction } from "#lib/teams/actions";
import { zoneWords } from "#lib/times/rules";

type Refusal = { readonly message: string | null; readonly fields: Readonly<Record<string, string>> };

/** A new team: a clinic, a ward, a practice. */
export function NewTeamForm({ zones, zone }: { zones: readonly string[]; zone: string }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const given = new FormData(event.currentTarget);
    const name = String(given.get("name"));
    startTransition(async () => {
      const outcome = await createTeamAction({ name, timeZone: given.get("timeZone") });
      if (!outcome.ok) {
        const wrong = Object.entries(outcome.fields);
        return setRefusal({
          message: wrong.length > 0 ? null : outcome.message,
          fields: Object.fromEntries(
            wrong.map(([field, problem]) => [
              field,
              problem === "taken" ? "There is a team of this name already." : fieldMessages[problem],
            ]),
          ),
        });
      }
      setRefusal(null);
      form.current?.reset();
      showToast({ text: `${name} was made` });
      router.refresh();
    });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <FormErrors message={refusal?.message ?? null} {...(refusal && { fields: refusal.fields })} />
      <TextField name="name" label="Name" autoComplete="off" maxLength={120} error={refusal?.fields.name} />
      <NativeSelect
        name="timeZone"
        label="Where it is"
        hint="New patients who are made many at once get the time of this place."
        defaultValue={zone}
        error={refusal?.fields.timeZone}
      >
        {zones.map((one) => (
          <option key={one} value={one}>
            {zoneWords(one)}
          </option>
        ))}
      </NativeSelect>
      <div>
        <Button type="submit" isPending={isPending}>
          Make this team
        </Button>
      </div>
    </form>
  );
}
