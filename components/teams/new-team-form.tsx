"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ZoneField } from "#components/accounts/zone-field.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { fieldProblemKeys } from "#lib/messages.ts";
import { createTeamAction } from "#lib/teams/actions.ts";

export function NewTeamForm({ zones, zone }: { zones: readonly string[]; zone: string }) {
  const t = useTranslations("teams");
  const tFields = useTranslations("fieldProblems");
  const router = useRouter();
  const send = async (_previous: Outcome | null, form: FormData) => {
    const name = String(form.get("name"));
    const outcome = await createTeamAction({ name, timeZone: form.get("timeZone") });
    if (!outcome.ok)
      return refusalOf(outcome, (field, problem) => [
        field,
        problem === "taken" ? t("nameTaken") : tFields(fieldProblemKeys[problem]),
      ]);
    showToast({ text: t("teamCreated", { name }) });
    router.refresh();
    return outcome;
  };
  return (
    <ActionForm action={send} clears className="flex flex-col gap-5">
      {(errors) => (
        <>
          <TextField name="name" label={t("name")} autoComplete="off" maxLength={120} error={errors.name} />
          <ZoneField
            name="timeZone"
            label={t("timeZone")}
            hint={t("zoneHint")}
            zones={zones}
            defaultValue={zone}
            error={errors.timeZone}
          />
          <div>
            <SubmitButton>{t("createTeam")}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
