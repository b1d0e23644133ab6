"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { type Outcome, refusalOf, refuse } from "#components/ui/form-outcome.ts";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createCallAction } from "#lib/calls/actions.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldMessages } from "#lib/messages.ts";
import type { Named } from "./call-filters.ts";
import { CallPeople, type Chosen } from "./call-people.tsx";
import { callPath } from "./call-state.tsx";
import { StartFields, startOf } from "./start-fields.tsx";

const own: Partial<Record<string, string>> = {
  id: "Up to 64 letters, digits, dashes and underscores, without spaces.",
  people: "Somebody among them cannot be added: their account is off, or no longer there.",
};

/** Each problem at the field that is on the screen. */
const sentence = (path: string, problem: FieldProblem) => {
  const field = path.startsWith("member") ? "people" : path;
  return [field, own[field] ?? fieldMessages[problem]] as const;
};

const isThere = "There is a call of this kind with this id already. Choose another, or leave it empty.";

/** A new call: its kind, who belongs to it, and when. What was typed stays, whatever comes back. */
export function NewCallForm({ kinds, teams, zone }: { kinds: Named; teams: Named; zone: string }) {
  const router = useRouter();
  const [people, setPeople] = useState<Chosen[]>([]);
  const send = async (_previous: Outcome | null, form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const start = startOf(form, zone, new Date());
    if ("error" in start) return refuse({ startsAt: start.error });
    const outcome = await createCallAction({
      type: text("type"),
      ...(text("id") && { id: text("id") }),
      ...(text("team") && { team: text("team") }),
      ...(start.at && { startsAt: start.at }),
      ...(form.has("silent") && { video: false }),
      members: people.map(({ id, role }) => ({ userId: id, role })),
      notify: form.has("notify"),
      ring: form.has("ring"),
    });
    if (!outcome.ok) return refusalOf(outcome, sentence);
    if (!outcome.value.created) return refuse({ id: isThere });
    showToast({ text: "The call was made" });
    router.push(callPath(outcome.value.call));
    return outcome;
  };
  // What is made here rather than scheduled, where there is such a kind.
  const usual = (kinds.find(({ id }) => id === "livestream") ?? kinds[0])?.id;
  return (
    <ActionForm action={send} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card title="What">
            <div className="flex flex-col gap-5">
              <NativeSelect name="type" label="Kind" defaultValue={usual} error={errors.type}>
                {kinds.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
              <TextField
                name="id"
                label="Id"
                optional
                hint="Stands in its address and is fixed from then on, such as healthy-heart. Empty: Bedside makes one. No names of patients."
                autoComplete="off"
                spellCheck={false}
                error={errors.id}
              />
              <NativeSelect
                name="team"
                label="Team"
                optional
                hint="Fixed from then on. Others do not learn that there is such a call, unless they belong to it."
                placeholder="No team"
                defaultValue=""
                error={errors.team}
              >
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
              <StartFields at={null} zone={zone} error={errors.startsAt} />
              <Checkbox
                name="silent"
                optional
                label="Sound only"
                hint="Nobody is seen, whatever its kind has."
              />
            </div>
          </Card>
          <Card title="Who">
            <div className="flex flex-col gap-5">
              <CallPeople chosen={people} onChange={setPeople} error={errors.people} />
              <div>
                <Checkbox
                  name="notify"
                  optional
                  label="Tell them that they belong to it"
                  hint="By a notification, in general words."
                />
                <Checkbox
                  name="ring"
                  optional
                  label="Start it at once, and ring them"
                  hint="Their windows and devices ring now."
                />
              </div>
            </div>
          </Card>
          <div>
            <SubmitButton>Make this call</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
