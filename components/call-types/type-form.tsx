"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button, SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createCallTypeAction, updateCallTypeAction } from "#lib/call-types/actions.ts";
import type { CallTypeRules } from "#lib/call-types/rules.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldProblemKeys } from "#lib/messages.ts";
import { capabilities, memberRoles } from "#lib/roles.ts";
import { features } from "./features.ts";
import { GrantsTable, grantName } from "./grants-table.tsx";
import { SettingFields } from "./setting-fields.tsx";
import { callTypePath } from "./type-paths.ts";
import { useBounds } from "./use-bounds.ts";

const idKeys: Partial<Record<FieldProblem, "invalid.id" | "invalid.idTaken" | "invalid.idMissing">> = {
  "not-an-id": "invalid.id",
  taken: "invalid.idTaken",
  required: "invalid.idMissing",
};

function useSentence() {
  const t = useTranslations("callTypes");
  const tFields = useTranslations("fieldProblems");
  const boundOf = useBounds();
  return (name: string, problem: FieldProblem) => {
    const idKey = name === "id" ? idKeys[problem] : undefined;
    const own = idKey ? t(idKey) : boundOf(name.replace("settings.", ""));
    return [name, own ?? tFields(fieldProblemKeys[problem])] as const;
  };
}

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
    features: Object.fromEntries(features.map((key) => [key, form.has(`settings.features.${key}`)])),
  };
};

const grantsOf = (form: FormData): unknown =>
  Object.fromEntries(
    memberRoles.map((role) => [role, capabilities.filter((one) => form.has(grantName(role, one)))]),
  );

type Props = {
  type: CallTypeRules;
  /** The version shown; null for a new type. */
  version: number | null;
  /** Number of live calls of this type. */
  live: number;
};

/** Edits or creates a call type: its settings, and who can do what. */
export function TypeForm({ type, version, live }: Props) {
  const t = useTranslations("callTypes");
  const sentence = useSentence();
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
      showToast({ text: version === null ? t("created") : t("saved") });
      setBase(outcome.value.version);
      if (version === null) router.push(callTypePath(id));
    }
    // After a conflict too, to show the other change in the history.
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
          {isConflict && <FormErrors title={t("conflict")} message={t("conflictHint")} />}
          <Card title={t("settings")}>
            <div className="flex max-w-column flex-col gap-5">
              {version === null && (
                <TextField
                  name="id"
                  label={t("id")}
                  hint={t("idHint")}
                  autoComplete="off"
                  spellCheck={false}
                  error={errors.id}
                />
              )}
              <TextField name="name" label={t("name")} defaultValue={type.name} error={errors.name} />
              <SettingFields settings={type.settings} errorOf={(name) => errors[name]} />
            </div>
          </Card>
          <Card title={t("whoMayDoWhat")} flush>
            <div className="px-gap pb-gap">
              <GrantsTable grants={type.grants} />
            </div>
          </Card>
          {live > 0 && (
            <Banner tone="warning" title={t("liveCalls", { count: live })} quiet>
              {t("liveCallsHint")}
            </Banner>
          )}
          <div className="flex flex-wrap gap-2">
            <SubmitButton isDisabled={newest}>{version === null ? t("create") : t("save")}</SubmitButton>
            {newest && (
              <Button type="button" variant="danger" onPress={takeOver}>
                {t("overwrite")}
              </Button>
            )}
          </div>
        </>
      )}
    </ActionForm>
  );
}
