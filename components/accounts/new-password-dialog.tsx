"use client";

import { useEffect, useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { setPasswordAction } from "#lib/accounts/actions.ts";
import { shortWords } from "./password-form.tsx";
import { suggestPassword } from "./suggest-password.ts";

type Step =
  | { readonly at: "asking"; readonly failure?: string; readonly short?: boolean }
  | { readonly at: "done" };

/** Gives somebody of the staff another password, who has forgotten theirs, and shows it to be handed on. */
export function NewPasswordDialog({
  person,
  isOpen,
  onOpenChange,
}: {
  person: { id: string; name: string };
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const [password, setPassword] = useState("");
  const [step, setStep] = useState<Step>({ at: "asking" });
  const [isPending, startTransition] = useTransition();
  useEffect(() => {
    if (!isOpen) return;
    setPassword(suggestPassword());
    setStep({ at: "asking" });
  }, [isOpen]);
  const save = () =>
    startTransition(async () => {
      const outcome = await setPasswordAction({ userId: person.id, password });
      if (outcome.ok) return setStep({ at: "done" });
      const isShort = Boolean(outcome.fields.password);
      setStep({ at: "asking", ...(isShort ? { short: true } : { failure: outcome.message }) });
    });
  return (
    <Dialog title={`A new password for ${person.name}`} isOpen={isOpen} onOpenChange={onOpenChange}>
      {(close) =>
        step.at === "done" ? (
          <>
            <p>It counts now. Hand it on yourself; it is not shown again.</p>
            <CopyField label="New password" value={password} />
            <Button onPress={close} autoFocus>
              Done
            </Button>
          </>
        ) : (
          <>
            <p className="text-ink-soft">
              For somebody who has forgotten theirs. They are signed out everywhere, and change it on their
              account’s page.
            </p>
            {step.failure && <Banner tone="danger">{step.failure}</Banner>}
            <TextField
              name="newPassword"
              label="New password"
              autoComplete="off"
              spellCheck={false}
              maxLength={1024}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={step.short ? shortWords : undefined}
            />
            <div className="flex flex-col gap-2 sm:flex-row-reverse">
              <Button isPending={isPending} onPress={save}>
                Set this password
              </Button>
              <Button variant="secondary" onPress={close}>
                Go back
              </Button>
            </div>
          </>
        )
      }
    </Dialog>
  );
}
