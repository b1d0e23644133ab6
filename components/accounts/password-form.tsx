"use client";

import { Button } from "#components/ui/button.tsx";
import { refusalOf, SentForm } from "#components/ui/sent-form.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { changePasswordAction } from "#lib/accounts/actions.ts";
import { fieldMessages } from "#lib/messages.ts";
import { PasswordField } from "./password-field.tsx";

export const shortWords = "Use at least 12 characters. Several words that only you put together are good.";

const own: Record<string, string> = { current: "This is not your password.", next: shortWords };

const send = async (form: FormData, element: HTMLFormElement | null) => {
  const outcome = await changePasswordAction({ current: form.get("current"), next: form.get("next") });
  if (!outcome.ok)
    return refusalOf(outcome, (name, problem) => [
      name,
      (problem === "required" ? undefined : own[name]) ?? fieldMessages[problem],
    ]);
  element?.reset();
  showToast({ text: "Your password was changed. Everywhere else you are signed out." });
  return null;
};

/** Changes one's own password. */
export function PasswordForm() {
  return (
    <SentForm send={send} className="flex flex-col gap-5">
      {(errors, isPending) => (
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
            <Button type="submit" variant="secondary" isPending={isPending}>
              Change password
            </Button>
          </div>
        </>
      )}
    </SentForm>
  );
}
