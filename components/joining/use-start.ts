"use client";

import { useCallback, useState } from "react";
import type { CallRef } from "#lib/access.ts";
import { startVisitAction } from "#lib/starting/actions.ts";

/** Starts the visit for everyone. `start` answers whether it is on; if not, `failure` says why. */
export const useStart = ({ type, id }: CallRef, reload: () => Promise<void>) => {
  const [isStarting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const start = useCallback(async () => {
    setStarting(true);
    setFailure(null);
    const answer = await startVisitAction({ type, id }).catch(() => null);
    await reload();
    setStarting(false);
    if (!answer?.ok) setFailure(answer?.message ?? "You are not connected. Try again in a moment.");
    return answer?.ok === true;
  }, [type, id, reload]);
  return { start, isStarting, failure };
};
