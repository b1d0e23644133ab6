"use client";

import { useRouter } from "next/navigation";
import { boundWords } from "#components/call-types/type-words.ts";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { type Outcome, refusalOf, refuse } from "#components/ui/form-outcome.ts";
import { TextArea } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallTypeSettings } from "#lib/call-types/rules.ts";
import { updateCallAction } from "#lib/calls/actions.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldMessages } from "#lib/messages.ts";
import { callPath } from "./call-state.tsx";
import { isSameSettings, OwnSettings, ownAmong, ownSettingsOf } from "./own-settings.tsx";
import { StartFields, startOf } from "./start-fields.tsx";

export type CallToEdit = {
  readonly type: string;
  readonly id: string;
  readonly startsAt: Date | null;
  readonly custom: object;
  /** In force, with what the call has of its own. */
  readonly settings: CallTypeSettings;
  readonly usual: CallTypeSettings;
  /** Its time is the appointment's, and is not changed here. */
  readonly isAppointment: boolean;
  readonly isLive: boolean;
};

const own: Partial<Record<string, string>> = {
  custom: "This is more than 16 KiB, or not what a call can keep.",
};
const sentence = (path: string, problem: FieldProblem) => {
  const field = path.startsWith("custom") ? "custom" : path;
  const bounds = boundWords[field.replace("settingsOverride.", "")];
  return [field, own[field] ?? bounds ?? fieldMessages[problem]] as const;
};

const jsonOf = (value: object) => (Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : "");

/** An object that was written as JSON; nothing is an empty one. Undefined for everything else. */
const objectOf = (text: string): Record<string, never> | undefined => {
  try {
    const value: unknown = JSON.parse(text.trim() || "{}");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, never>) : undefined;
  } catch {
    return undefined;
  }
};

/** A call's time, settings and data. Only what was changed is sent. What was typed stays, whatever comes back. */
export function EditCallForm({ call, zone }: { call: CallToEdit; zone: string }) {
  const router = useRouter();
  const before = ownAmong(call.settings, call.usual);
  const send = async (_previous: Outcome | null, given: FormData) => {
    const start = call.isAppointment ? { at: call.startsAt } : startOf(given, zone);
    const custom = objectOf(String(given.get("custom") ?? ""));
    if ("error" in start || !custom)
      return refuse({
        ...("error" in start && { startsAt: start.error }),
        ...(!custom && { custom: 'Write an object in JSON, such as { "ward": "7" }.' }),
      });
    const settingsOverride = ownSettingsOf(given);
    const outcome = await updateCallAction({
      type: call.type,
      id: call.id,
      ...(start.at?.getTime() !== call.startsAt?.getTime() && { startsAt: start.at }),
      ...(JSON.stringify(custom) !== JSON.stringify(call.custom) && { custom }),
      ...(!isSameSettings(settingsOverride, before) && { settingsOverride }),
    });
    if (!outcome.ok) return refusalOf(outcome, sentence);
    showToast({ text: "The call was saved" });
    router.push(callPath(call));
    router.refresh();
    return outcome;
  };
  return (
    <ActionForm action={send} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card title="Time">
            {call.isAppointment ? (
              <p>Its time is that of the appointment, and is changed there.</p>
            ) : (
              <StartFields at={call.startsAt} zone={zone} error={errors.startsAt} />
            )}
          </Card>
          <Card title="Settings of its own">
            <OwnSettings own={before} usual={call.usual} errors={errors} />
          </Card>
          <Card title="Data">
            <TextArea
              name="custom"
              label="Custom data"
              optional
              hint="An object in JSON, for filters and for programs. Nothing about a patient’s health."
              spellCheck={false}
              defaultValue={jsonOf(call.custom)}
              error={errors.custom}
            />
          </Card>
          {call.isLive && (
            <Banner tone="warning" title="This call is on" quiet>
              Saving counts in it at once: whoever may send less loses it.
            </Banner>
          )}
          <div>
            <SubmitButton>Save</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
