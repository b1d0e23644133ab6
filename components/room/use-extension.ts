import { useState } from "react";
import { focusMain } from "#components/ui/focus-main.ts";
import type { CallRef } from "#lib/access.ts";
import { extendSessionAction } from "#lib/sessions/actions.ts";

export const addedMinutes = 10;

/** Gives the visit more time. */
export const useExtension = (call: CallRef, onExtended: () => void) => {
  const [isPending, setPending] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const extend = async () => {
    setPending(true);
    const outcome = await extendSessionAction({ ...call, minutes: addedMinutes }).catch(() => null);
    setPending(false);
    setFailed(outcome?.ok !== true);
    if (!outcome?.ok) return;
    focusMain();
    onExtended();
  };
  return { hasFailed, isPending, extend };
};
