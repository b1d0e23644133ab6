"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { showToast } from "#components/ui/toast.tsx";
import { changePasswordAction } from "#lib/accounts/actions.ts";
import { fieldProblemKeys } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

/** Changes the actor's own password. */
export function PasswordForm() {
  const t = useTranslations("accounts");
  const tFields = useTranslations("fieldProblems");
  const own: Record<string, string> = { current: t("passwordWrong"), next: t("passwordShort") };
  const change = async (_previous: Outcome | null, form: FormData) => {
    const outcome = await changePasswordAction({ current: form.get("current"), next: form.get("next") });
    if (!outcome.ok)
      return refusalOf(outcome, (name, problem) => [
        name,
        (problem === "required" ? undefined : own[name]) ?? tFields(fieldProblemKeys[problem]),
      ]);
    showToast({ text: t("passwordChanged") });
    return outcome;
  };
  return (
    <ActionForm action={change} clears className="flex flex-col gap-5">
      {(errors) => (
        <>
          <PasswordField
            name="current"
            label={t("currentPassword")}
            autoComplete="current-password"
            error={errors.current}
          />
          <PasswordField
            name="next"
            label={t("newPassword")}
            hint={t("atLeastTwelve")}
            autoComplete="new-password"
            error={errors.next}
          />
          <div>
            <SubmitButton variant="secondary">{t("changePassword")}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
