"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { RoleOptions } from "#components/members/role-options.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { Field, fieldAria } from "#components/ui/field.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { NativeSelect, TextArea } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { errorKeys, fieldProblemKeys } from "#lib/messages.ts";
import { type ListRefusal, sendList } from "./send-list.ts";

type Errors = { readonly message: string | null; readonly fields: { readonly text?: string } };

const ownKeys = {
  required: "invalid.empty",
  "too-long": "invalid.tooLarge",
  "too-big": "invalid.tooLarge",
} as const;
type OwnKeys = Partial<Record<FieldProblem, (typeof ownKeys)[keyof typeof ownKeys]>>;

/** Turns a refusal into sentences next to their fields. */
function useErrors() {
  const t = useTranslations("bulkChanges");
  const tErrors = useTranslations("errors");
  const tFields = useTranslations("fieldProblems");
  return ({ message, problem, line }: ListRefusal): Errors => {
    if (!problem) return { message: message ?? tErrors(errorKeys.UNAVAILABLE), fields: {} };
    const ownKey = (ownKeys as OwnKeys)[problem];
    const sentence = ownKey ? t(ownKey) : tFields(fieldProblemKeys[problem]);
    return {
      message: null,
      fields: { text: line ? t("problemInLine", { line, problem: sentence }) : sentence },
    };
  };
}

function ListFields({ error }: { error: string | undefined }) {
  const t = useTranslations("bulkChanges");
  return (
    <>
      <TextArea
        name="text"
        label={t("people")}
        hint={t("peopleHint")}
        optional
        rows={8}
        spellCheck={false}
        autoComplete="off"
        placeholder={t("peopleExample")}
        error={error}
      />
      <Field name="file" label={t("file")} hint={t("fileHint")} optional>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          {...fieldAria({ name: "file", label: "", hint: "yes" })}
          className="min-h-control w-full rounded-md py-2 file:me-3 file:min-h-9 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-semibold file:text-ink"
        />
      </Field>
    </>
  );
}

function Options() {
  const t = useTranslations("bulkChanges");
  return (
    <>
      <NativeSelect
        name="role"
        label={t("defaultRole")}
        hint={t("defaultRoleHint")}
        defaultValue="patient"
        className="sm:max-w-xs"
      >
        <RoleOptions />
      </NativeSelect>
      <div>
        <Checkbox name="changeRoles" label={t("changeRoles")} hint={t("changeRolesHint")} />
        <Checkbox name="createMissing" label={t("createMissing")} hint={t("createMissingHint")} />
      </div>
    </>
  );
}

/** Adds the people in a pasted list or a file, and then shows the progress on the page of the change. */
export function AddManyForm({ call, requestId }: { call: CallRef; requestId: string }) {
  const t = useTranslations("bulkChanges");
  const errorsOf = useErrors();
  const router = useRouter();
  const [errors, setErrors] = useState<Errors | null>(null);
  const [isPending, setPending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    const outcome = await sendList(event.currentTarget);
    if ("path" in outcome) return router.push(outcome.path);
    setPending(false);
    setErrors(errorsOf(outcome));
  };
  return (
    <div className="flex flex-col gap-6">
      <FormErrors message={errors?.message ?? null} fields={errors?.fields ?? {}} />
      <form
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
        <ListFields error={errors?.fields.text} />
        <Options />
        <div>
          <Button type="submit" isPending={isPending}>
            {t("addPeople")}
          </Button>
        </div>
      </form>
    </div>
  );
}
