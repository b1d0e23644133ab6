"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { CallRef } from "#lib/access.ts";
import { visitPath } from "#lib/live/rules.ts";
import { startVisitAction } from "#lib/starting/actions.ts";

/** Asks before starting a visit hours or days early, because everyone in it is told. */
export function StartEarly({
  type,
  id,
  when,
  ...look
}: CallRef & { when: ReactNode } & Pick<ButtonProps, "size" | "variant" | "icon">) {
  const t = useTranslations("appointments");
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const start = async () => {
    const outcome = await startVisitAction({ type, id }).catch(() => null);
    if (!outcome?.ok) return outcome?.message ?? t("offline");
    router.push(visitPath({ type, id }));
    return undefined;
  };
  return (
    <>
      <Button {...look} onPress={() => setOpen(true)}>
        {t("startVisit")}
      </Button>
      <ConfirmDialog
        title={t("startNowQuestion")}
        confirm={t("startNow")}
        cancel={t("notYet")}
        isOpen={isOpen}
        onOpenChange={setOpen}
        onConfirm={start}
      >
        {t.rich("startEarlyConsequences", { when: () => when })}
      </ConfirmDialog>
    </>
  );
}
