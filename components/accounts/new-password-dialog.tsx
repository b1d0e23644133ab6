"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { setPasswordAction } from "#lib/accounts/actions.ts";
import { suggestPassword } from "./suggest-password.ts";

type Step =
  | { readonly at: "asking"; readonly failure?: string; readonly short?: boolean }
  | { readonly at: "done" };

/** Sets a new password for a member of staff and shows it once, to be passed on. */
export function NewPasswordDialog({
  person,
  isOpen,
  onOpenChange,
}: {
  person: { id: string; name: string };
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const t = useTranslations("accounts");
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
    <Dialog title={t("newPasswordFor", { name: person.name })} isOpen={isOpen} onOpenChange={onOpenChange}>
      {(close) =>
        step.at === "done" ? (
          <>
            <p>{t("newPasswordDone")}</p>
            <CopyField label={t("newPassword")} value={password} />
            <Button onPress={close} autoFocus>
              {t("done")}
            </Button>
          </>
        ) : (
          <>
            <p className="text-ink-soft">{t("newPasswordHint")}</p>
            {step.failure && <Banner tone="danger">{step.failure}</Banner>}
            <TextField
              name="newPassword"
              label={t("newPassword")}
              autoComplete="off"
              spellCheck={false}
              maxLength={1024}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={step.short ? t("passwordShort") : undefined}
            />
            <div className="flex flex-col gap-2 sm:flex-row-reverse">
              <Button isPending={isPending} onPress={save}>
                {t("setThisPassword")}
              </Button>
              <Button variant="secondary" onPress={close}>
                {t("cancel")}
              </Button>
            </div>
          </>
        )
      }
    </Dialog>
  );
}
