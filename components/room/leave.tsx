"use client";

import { PhoneOff } from "lucide-react";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ControlButton } from "#components/ui/control-bar.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { endCallAction } from "#lib/calls/actions.ts";

/** The way out. Whoever may end the visit for everyone is asked which of the two they mean. */
export function Leave({
  call,
  mayEnd,
  onLeave,
  onEnded,
}: {
  call: CallRef;
  mayEnd: boolean;
  onLeave: () => void;
  onEnded: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const end = () =>
    startTransition(async () => {
      const answer = await endCallAction(call).catch(() => null);
      if (answer?.ok) return onEnded();
      setFailure(answer?.message ?? "You are not connected. Try again in a moment.");
    });
  return (
    <>
      <ControlButton
        icon={<Icon of={PhoneOff} />}
        label="Leave"
        tone="leave"
        onPress={() => (mayEnd ? setOpen(true) : onLeave())}
      />
      <Dialog title="Leave, or end the visit for everyone?" isOpen={isOpen} onOpenChange={setOpen}>
        <p className="text-ink-soft">
          If you leave, the others stay and you can come back. If you end it, it is over for everyone and
          nobody can come in again.
        </p>
        {failure && <Banner tone="danger">{failure}</Banner>}
        <div className="flex flex-col gap-2">
          <Button full onPress={onLeave}>
            Leave
          </Button>
          <Button full variant="danger" isPending={isPending} onPress={end}>
            End for everyone
          </Button>
          <Button full variant="secondary" onPress={() => setOpen(false)}>
            Stay
          </Button>
        </div>
      </Dialog>
    </>
  );
}
