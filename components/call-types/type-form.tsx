"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createCallTypeAction, updateCallTypeAction } from "#lib/call-types/actions.ts";
import type { CallTypeRules } from "#lib/call-types/rules.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldMessages } from "#lib/messages.ts";
import { capabilities, memberRoles } from "#lib/roles.ts";
import { GrantsTable, grantName } from "./grants-table.tsx";
import { boundWords, callTypePath, featureWords } from "./type-words.ts";

type Refusal = { code: string; message: string; fields: Readonly<Record<string, FieldProblem>> };

const own: Partial<Record<string, Partial<Record<FieldProblem, string>>>> = {
  id: {
    "not-an-id": "Up to 64 letters, digits, dashes and underscores, without spaces.",
    taken: "There is a type with this id already, or there was one. Choose another.",
    required: "Choose an id, such as group-session.",
  },
};
const sentence = (name: string, problem: FieldProblem | undefined) =>
  problem && (own[name]?.[problem] ?? boundWords[name.replace("settings.", "")] ?? fieldMessages[problem]);

const settingsOf = (form: FormData): unknown => {
  const number = (name: string, unit: number) => Math.round(Number(form.get(name)) * unit);
  const limit = String(form.get("settings.maxDurationSeconds") ?? "").trim();
  return {
    joinAheadSeconds: number("settings.joinAheadSeconds", 60),
    inactivityTimeoutSeconds: number("settings.inactivityTimeoutSeconds", 60),
    maxParticipants: number("settings.maxParticipants", 1),
    maxDurationSeconds: limit === "" ? null : Math.round(Number(limit) * 60),
    ring: {
      missedAfterSeconds: number("settings.ring.missedAfterSeconds", 1),
      onStart: form.has("settings.ring.onStart"),
    },
    features: Object.fromEntries(
      Object.keys(featureWords).map((key) => [key, form.has(`settings.features.${key}`)]),
    ),
  };
};

const grantsOf = (form: FormData): unknown =>
  Object.fromEntries(
    memberRoles.map((role) => [role, capabilities.filter((one) => form.has(grantName(role, one)))]),
  );

type Props = {
  type: CallTypeRules;
  /** The version that is looked at; null for a type that is new. */
  version: number | null;
  /** How many calls of it are on right now. */
  live: number;
};

/** What a call type does and who may do what in it. What was typed stays, whatever comes back. */
export function TypeForm({ type, version, live }: Props) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [base, setBase] = useState(version);
  const [isPending, startTransition] = useTransition();
  const save = (form: FormData, over: number | null) =>
    startTransition(async () => {
      const id = version === null ? String(form.get("id") ?? "") : type.id;
      const content = { id, name: form.get("name"), settings: settingsOf(form), grants: grantsOf(form) };
      const outcome =
        over === null
          ? await createCallTypeAction(content)
          : await updateCallTypeAction({ ...content, version: over });
      setRefusal(outcome.ok ? null : outcome);
      if (outcome.ok) {
        showToast({ text: version === null ? "The call type was made" : "The call type was saved" });
        setBase(outcome.value.version);
        if (version === null) return router.push(callTypePath(id));
      }
      // After a conflict too: the page then shows what the other one changed.
      router.refresh();
    });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isPending) save(new FormData(event.currentTarget), base);
  };
  const errorOf = (name: string) => sentence(name, refusal?.fields[name]);
  const errors = Object.fromEntries(Object.keys(refusal?.fields ?? {}).map((name) => [name, errorOf(name)]));
  const takeOver = () => {
    setBase(version);
    setRefusal(null);
  };
  const isConflict = refusal?.code === "CONFLICT";
  const newest = isConflict && version !== null && version !== base;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-6">
      <FormErrors
        {...(isConflict && { title: "Somebody changed this type meanwhile" })}
        message={
          isConflict
            ? "What you typed is still here, and not saved. Look at the history below for what they changed; then save yours over it, or reload the page to begin from theirs."
            : Object.keys(errors).length === 0
              ? refusal?.message
              : null
        }
        fields={errors}
      />
      <Card title="Settings">
        <div className="flex max-w-column flex-col gap-5">
          {version === null && (
            <TextField
              name="id"
              label="Id"
              hint="Stands in addresses and is fixed from then on, such as group-session."
              autoComplete="off"
              spellCheck={false}
              error={errorOf("id")}
            />
          )}
          <TextField name="name" label="Name" defaultValue={type.name} error={errorOf("name")} />
          <SettingFields settings={type.settings} errorOf={errorOf} />
        </div>
      </Card>
      <Card title="Who may do what" flush>
        <div className="px-gap pb-gap">
          <GrantsTable grants={type.grants} />
        </div>
      </Card>
      {live > 0 && (
        <Banner
          tone="warning"
          title={live === 1 ? "One call of this type is on" : `${live} calls of this type are on`}
          quiet
        >
          Saving counts in {live === 1 ? "it" : "them"} at once: whoever may do less loses it, and whoever may
          no longer join is put out.
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isPending={isPending} isDisabled={newest}>
          {version === null ? "Make this call type" : "Save"}
        </Button>
        {newest && (
          <Button type="button" variant="danger" onPress={takeOver}>
            Keep mine, and let me save it over theirs
          </Button>
        )}
      </div>
    </form>
  );
}

type ErrorOf = (name: string) => string | undefined;

function SettingFields({ settings, errorOf }: { settings: CallTypeRules["settings"]; errorOf: ErrorOf }) {
  const number = (name: string, value: number | null, more: object) => ({
    name: `settings.${name}`,
    type: "number" as const,
    inputMode: "decimal" as const,
    min: 0,
    step: "any",
    defaultValue: value ?? "",
    error: errorOf(`settings.${name}`),
    className: "sm:max-w-72",
    ...more,
    label: "",
  });
  return (
    <>
      <TextField
        {...number("joinAheadSeconds", settings.joinAheadSeconds / 60, {})}
        label="Waiting room opens, minutes before the start"
        hint="For roles that may not come in earlier."
      />
      <TextField
        {...number("inactivityTimeoutSeconds", settings.inactivityTimeoutSeconds / 60, {})}
        label="Ends when empty for, minutes"
      />
      <TextField
        {...number("maxParticipants", settings.maxParticipants, {})}
        label="People at once, at most"
      />
      <TextField
        {...number("maxDurationSeconds", settings.maxDurationSeconds && settings.maxDurationSeconds / 60, {})}
        label="Longest time, minutes"
        hint="Empty: as long as people are in it."
        optional
      />
      <TextField
        {...number("ring.missedAfterSeconds", settings.ring.missedAfterSeconds, {})}
        label="A ring is missed after, seconds"
      />
      <Checkbox
        name="settings.ring.onStart"
        label="Starting it rings its members"
        hint="Else they are only told."
        defaultChecked={settings.ring.onStart}
      />
      <fieldset>
        <legend className="mb-1 font-semibold">What it has</legend>
        <p className="text-ink-soft text-sm">What is off here nobody has, whatever the table below says.</p>
        {Object.entries(featureWords).map(([key, words]) => (
          <Checkbox
            key={key}
            name={`settings.features.${key}`}
            label={words}
            defaultChecked={settings.features[key as keyof typeof featureWords]}
          />
        ))}
      </fieldset>
    </>
  );
}
