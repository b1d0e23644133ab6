"use client";

import { PhoneOff } from "lucide-react";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { endCallAction } from "#lib/calls/actions.ts";

/** Ends a call for everyone, after a plain question. */
export function EndCall({ type, id, isLive }: { type: string; id: string; isLive: boolean }) {
  return (
    <AskButton
      variant="secondary"
      icon={<Icon of={PhoneOff} />}
      title="End this call for everyone?"
      confirm="End the call"
      cancel="Keep it"
      danger
      action={endCallAction}
      values={{ type, id }}
      toast="The call has ended"
      question={
        isLive
          ? "Everybody who is connected is out at once, and nobody can come in any more. This cannot be undone."
          : "Nobody can come in any more. This cannot be undone."
      }
    >
      End call
    </AskButton>
  );
}
