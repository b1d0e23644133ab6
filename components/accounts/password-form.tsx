"use client";

import { type FormEvent, useRef, useState, useTransition } from "react";
import { Button } from "#components/ui/button";
import { FormErrors } from "#components/ui/form-errors";
import { showToast } from "#components/ui/toast";
import { changePasswordAction } from "#lib/accounts/actions";
import { fieldMessages } from "#lib/messages";
import { PasswordField } from "./password-field.tsx";

type Refusal = { readonly message: string | null; readonly fields: Readonly<Record<string, string>> };

export const shortWords = "Use at least 12 characters. Several words that only you put together are good.";

const own: Record<string, string> = { current: "This is not your password.", next: shortWords };

/** Changes one's own password. */
export function PasswordForm() {
  const form = useRef<HTMLFormElement>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const given = new FormData(event.currentTarget);
    startTransition(async () => {
      const outcome = await changePasswordAction({ current: given.get("current"), next: given.get("next") });
      if (!outcome.ok) {
        const wrong = Object.entries(outcome.fields);
        const fields = wrong.map(([name, problem]) => [
          name,
          problem === "required" ? fieldMessages.required : (own[name] ?? fieldMessages[problem]),
        ]);
        return setRefusal({
          message: wrong.length > 0 ? null : outcome.message,
          fields: Object.fromEntries(fields),
        });
      }
      setRefusal(null);
      form.current?.reset();
      showToast({ text: "Your password was changed. Everywhere else you are signed out." });
    });
  };
  const errors = refusal?.fields ?? {};
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <FormErrors message={refusal?.message ?? null} {...(refusal && { fields: refusal.fields })} />
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
    </form>
  );
}
