"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { roleWords } from "#components/members/role-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { Field, fieldAria } from "#components/ui/field.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { NativeSelect, TextArea } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { type ErrorFacts, fieldProblems } from "#lib/errors.ts";
import { fieldMessages, messages } from "#lib/messages.ts";
import { memberRoles } from "#lib/roles.ts";

type Refusal = { message: string | null; fields: Record<string, string | undefined> };

const own: Record<string, string> = {
  required: "Paste people here, or choose a file. There is nobody in what was sent.",
  "too-long": "This is more than 2 MB. Send it in parts.",
  "too-big": "This is more than 2 MB. Send it in parts.",
};

/** What the server said, as sentences next to their fields. */
const refusalOf = (answer: unknown): Refusal => {
  const { message, fields, facts } = (answer ?? {}) as Partial<{
    message: string;
    fields: Record<string, string>;
    facts: ErrorFacts<"BAD_INPUT">;
  }>;
  const problem = fieldProblems.find((one) => one === (fields?.text ?? fields?.body));
  const words = problem && (own[problem] ?? fieldMessages[problem]);
  if (words) return { message: null, fields: { text: facts?.line ? `Line ${facts.line}: ${words}` : words } };
  return { message: message ?? messages.UNAVAILABLE, fields: {} };
};

const send = async (form: HTMLFormElement): Promise<{ path: string } | Refusal> => {
  try {
    const body = new FormData(form);
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
    });
    const told: unknown = await answer.json();
    return answer.ok ? (told as { path: string }) : refusalOf(told);
  } catch {
    return refusalOf(null);
  }
};

/** People to add, pasted or in a file. What was typed stays when it is refused; the work itself is watched elsewhere. */
export function AddManyForm({ call, requestId }: { call: CallRef; requestId: string }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    const told = await send(event.currentTarget);
    if ("path" in told) return router.push(told.path);
    setPending(false);
    setRefusal(told);
  };
  return (
    <div className="flex flex-col gap-6">
      <FormErrors message={refusal?.message ?? null} fields={refusal?.fields ?? {}} />
      <form
        ref={form}
        method="post"
        action="/api/bulk-changes"
        encType="multipart/form-data"
        onSubmit={submit}
        noValidate
        className="flex flex-col gap-6"
      >
        <input type="hidden" name="requestId" value={requestId} />
        <input type="hidden" name="type" value={call.type} />
        <input type="hidden" name="id" value={call.id} />
        <TextArea
          name="text"
          label="People, one a line"
          hint="E-mail or id; then, if you like, role and name. Commas, semicolons or tabs between them, as copied from a spreadsheet."
          optional
          rows={8}
          spellCheck={false}
          autoComplete="off"
          placeholder={"ada@example.com, patient, Ada Bell\nbruno@example.com"}
          error={refusal?.fields.text}
        />
        <Field
          name="file"
          label="Or a CSV file"
          hint="Up to 20,000 rows and 2 MB. A first line of headings (e-mail, role, name) may change the order."
          optional
        >
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
            {...fieldAria({ name: "file", label: "", hint: "yes" })}
            className="min-h-control w-full rounded-md py-2 file:me-3 file:min-h-9 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-semibold file:text-ink"
          />
        </Field>
        <NativeSelect
          name="role"
          label="Role, where the list says none"
          defaultValue="patient"
          className="sm:max-w-xs"
        >
          {memberRoles.map((role) => (
            <option key={role} value={role}>
              {roleWords[role]}
            </option>
          ))}
        </NativeSelect>
        <div>
          <Checkbox
            name="changeRoles"
            label="Change the role of people who are members already"
            hint="Else they keep the role they have."
          />
          <Checkbox
            name="createMissing"
            label="Make a patient of every e-mail that nobody has"
            hint="The list must say their name. They get an account without a password, in this call’s team, and come in by a link."
          />
        </div>
        <div>
          <Button type="submit" isPending={isPending}>
            Add these people
          </Button>
        </div>
      </form>
    </div>
  );
}
