"use client";

import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { type Outcome, refusalOf } from "#components/ui/form-outcome.ts";
import { showToast } from "#components/ui/toast.tsx";
import { changePasswordAction } from "#lib/accounts/actions.ts";
import { fieldMessages } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

export const shortWords = "Use at least 12 characters. Several words that only you put together are good.";

const own: Record<string, string> = { current: "This is not your password.", next: shortWords };

const send = async (_previous: Outcome | null, form: FormData) => {
  const outcome = await changePasswordAction({ current: form.get("current"), next: form.get("next") });
  if (!outcome.ok)
    return refusalOf(outcome, (name, problem) => [
      name,
      (problem === "required" ? undefined : own[name]) ?? fieldMessages[problem],
    ]);
  showToast({ text: "Your password was changed. Everywhere else you are signed out." });
  return outcome;
};

/** Changes one's own password. */
export function PasswordForm() {
  return (
    <ActionForm action={send} clears className="flex flex-col gap-5">
      {(errors) => (
        <>
          <PasswordField
            name="current"
            label="Your password now"
            autoComplete="current-password"
            error={errors.current}
          />
          <PasswordField
            name="next"
            label="New password"
            hint="At least 12 characters."
            autoComplete="new-password"
            error={errors.next}
          />
          <div>
            <SubmitButton variant="secondary">Change password</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
