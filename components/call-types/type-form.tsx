"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createCallTypeAction, updateCallTypeAction } from "#lib/call-types/actions.ts";
import type { CallTypeRules } from "#lib/call-types/rules.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldMessages } from "#lib/messages.ts";
import { capabilities, memberRoles } from "#lib/roles.ts";
import { GrantsTable, grantName } from "./grants-table.tsx";
import { boundWords, callTypePath, featureWords } from "./type-words.ts";

const own: Partial<Record<string, Partial<Record<FieldProblem, string>>>> = {
  id: {
    "not-an-id": "Up to 64 letters, digits, dashes and underscores, without spaces.",
    taken: "There is a type with this id already, or there was one. Choose another.",
    required: "Choose an id, such as group-session.",
  },
};
const sentence = (name: string, problem: FieldProblem) =>
  [
    name,
    own[name]?.[problem] ?? boundWords[name.replace("settings.", "")] ?? fieldMessages[problem],
  ] as const;

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
  const [isConflict, setConflict] = useState(false);
  const [base, setBase] = useState(version);
  const save = async (_previous: Outcome | null, form: FormData): Promise<Outcome> => {
    const id = version === null ? String(form.get("id") ?? "") : type.id;
    const content = { id, name: form.get("name"), settings: settingsOf(form), grants: grantsOf(form) };
    const outcome =
      base === null
        ? await createCallTypeAction(content)
        : await updateCallTypeAction({ ...content, version: base });
    const conflicts = !outcome.ok && outcome.code === "CONFLICT";
    setConflict(conflicts);
    if (outcome.ok) {
      showToast({ text: version === null ? "The call type was made" : "The call type was saved" });
      setBase(outcome.value.version);
      if (version === null) router.push(callTypePath(id));
    }
    // After a conflict too: the page then shows what the other one changed.
    if (version !== null || !outcome.ok) router.refresh();
    if (outcome.ok) return outcome;
    return conflicts ? { ok: false, message: null } : refusalOf(outcome, sentence);
  };
  const takeOver = () => {
    setBase(version);
    setConflict(false);
  };
  const newest = isConflict && version !== null && version !== base;
  return (
    <ActionForm action={save} className="flex flex-col gap-6">
      {(errors) => (
        <>
          {isConflict && (
            <FormErrors
              title="Somebody changed this type meanwhile"
              message="What you typed is still here, and not saved. Look at the history below for what they changed; then save yours over it, or reload the page to begin from theirs."
            />
          )}
          <Card title="Settings">
            <div className="flex max-w-column flex-col gap-5">
              {version === null && (
                <TextField
                  name="id"
                  label="Id"
                  hint="Stands in addresses and is fixed from then on, such as group-session."
                  autoComplete="off"
                  spellCheck={false}
                  error={errors.id}
                />
              )}
              <TextField name="name" label="Name" defaultValue={type.name} error={errors.name} />
              <SettingFields settings={type.settings} errorOf={(name) => errors[name]} />
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
              Saving counts in {live === 1 ? "it" : "them"} at once: whoever may do less loses it, and whoever
              may no longer join is put out.
            </Banner>
          )}
          <div className="flex flex-wrap gap-2">
            <SubmitButton isDisabled={newest}>
              {version === null ? "Make this call type" : "Save"}
            </SubmitButton>
            {newest && (
              <Button type="button" variant="danger" onPress={takeOver}>
                Keep mine, and let me save it over theirs
              </Button>
            )}
          </div>
        </>
      )}
    </ActionForm>
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
