"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import type { CallRef } from "#lib/access.ts";
import { visitPath } from "#lib/live/rules.ts";
import { startVisitAction } from "#lib/sessions/actions.ts";

/** For a visit that is hours or days ahead: asks before everybody is told that it begins. */
export function StartEarly({
  type,
  id,
  when,
  ...look
}: CallRef & { when: ReactNode } & Pick<ButtonProps, "size" | "variant" | "icon">) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const start = async () => {
    const outcome = await startVisitAction({ type, id }).catch(() => null);
    if (!outcome?.ok) return outcome?.message ?? "You are not connected. Try again in a moment.";
    router.push(visitPath({ type, id }));
    return undefined;
  };
  return (
    <>
      <Button {...look} onPress={() => setOpen(true)}>
        Start visit
      </Button>
      <ConfirmDialog
        title="Start this visit now?"
        confirm="Start it now"
        cancel="Not yet"
        isOpen={isOpen}
        onOpenChange={setOpen}
        onConfirm={start}
      >
        It is planned for {when}. Everybody who belongs to it is told at once that it begins.
      </ConfirmDialog>
    </>
  );
}
