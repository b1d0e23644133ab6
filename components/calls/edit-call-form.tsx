"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useBounds } from "#components/call-types/use-bounds.ts";
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
import { fieldProblemKeys } from "#lib/messages.ts";
import { callPath } from "./call-state.tsx";
import { OwnSettings } from "./own-settings.tsx";
import { isSameSettings, ownAmong, ownSettingsOf } from "./own-settings-values.ts";
import { StartFields, startOf, useStartError } from "./start-fields.tsx";

export type CallToEdit = {
  readonly type: string;
  readonly id: string;
  readonly startsAt: Date | null;
  readonly custom: object;
  /** In force, including the call's own. */
  readonly settings: CallTypeSettings;
  readonly usual: CallTypeSettings;
  /** Then its time is the appointment's and cannot be changed here. */
  readonly isAppointment: boolean;
  readonly isLive: boolean;
};

function useSentence() {
  const t = useTranslations("calls");
  const tFields = useTranslations("fieldProblems");
  const boundOf = useBounds();
  return (path: string, problem: FieldProblem) => {
    if (path.startsWith("custom")) return ["custom", t("invalid.custom")] as const;
    const bound = boundOf(path.replace("settingsOverride.", ""));
    return [path, bound ?? tFields(fieldProblemKeys[problem])] as const;
  };
}

const jsonOf = (value: object) => (Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : "");

/** Parses a JSON object; empty text is an empty one. Undefined for anything else. */
const objectOf = (text: string): Record<string, never> | undefined => {
  try {
    const value: unknown = JSON.parse(text.trim() || "{}");
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, never>) : undefined;
  } catch {
    return undefined;
  }
};

/** Edits a call's time, settings and data. Sends only what changed. */
export function EditCallForm({ call, zone }: { call: CallToEdit; zone: string }) {
  const t = useTranslations("calls");
  const startError = useStartError();
  const sentence = useSentence();
  const router = useRouter();
  const before = ownAmong(call.settings, call.usual);
  const save = async (_previous: Outcome | null, given: FormData) => {
    const start = call.isAppointment ? { at: call.startsAt } : startOf(given, zone);
    const custom = objectOf(String(given.get("custom") ?? ""));
    if ("error" in start || !custom)
      return refuse({
        ...("error" in start && { startsAt: startError(start.error) }),
        ...(!custom && { custom: t("invalid.notJson") }),
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
    showToast({ text: t("callSaved") });
    router.push(callPath(call));
    router.refresh();
    return outcome;
  };
  return (
    <ActionForm action={save} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card title={t("time")}>
            {call.isAppointment ? (
              <p>{t("timeOfAppointment")}</p>
            ) : (
              <StartFields at={call.startsAt} zone={zone} error={errors.startsAt} />
            )}
          </Card>
          <Card title={t("ownSettings")}>
            <OwnSettings own={before} usual={call.usual} errors={errors} />
          </Card>
          <Card title={t("data")}>
            <TextArea
              name="custom"
              label={t("customData")}
              optional
              hint={t("customDataHint")}
              spellCheck={false}
              defaultValue={jsonOf(call.custom)}
              error={errors.custom}
            />
          </Card>
          {call.isLive && (
            <Banner tone="warning" title={t("callIsLive")} quiet>
              {t("callIsLiveHint")}
            </Banner>
          )}
          <div>
            <SubmitButton>{t("save")}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
