"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useServerClock } from "#components/ui/countdown.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import type { CallRef } from "#lib/access.ts";
import { formatTime } from "#lib/formats.ts";
import { extendSessionAction } from "#lib/sessions/actions.ts";
import { endsInWords, markAt } from "./time-left-words.ts";

const addMinutes = 10;

/** When the visit ends by itself, by the server's clock, which is `aheadMs` ahead of this device's. */
export type Limit = { readonly endsAt: Date; readonly aheadMs: number; readonly mayExtend: boolean };

/** Says when the visit is about to end, at five minutes and at one; those who lead it can give it more time. */
export function TimeLeft({
  call,
  limit,
  onExtended,
}: {
  call: CallRef;
  limit: Limit;
  onExtended: () => void;
}) {
  const [mountedAt] = useState(() => Date.now() + limit.aheadMs);
  const [first] = useState(limit.endsAt.getTime());
  const left = limit.endsAt.getTime() - useServerClock(mountedAt);
  const mark = markAt(left);
  /** The end and mark that were answered with OK. */
  const [seen, setSeen] = useState("");
  const [isPending, setPending] = useState(false);
  const [failed, setFailed] = useState(false);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const warning = `${limit.endsAt.getTime()} ${mark}`;
  const extended = limit.endsAt.getTime() > first;
  /** How much time was left when the mark was passed, or when they came in after it. */
  const [told, setTold] = useState({ warning, left });
  if (told.warning !== warning) setTold({ warning, left });

  const understood = () => {
    setSeen(warning);
    focusMain();
  };
  const extend = async () => {
    setPending(true);
    const answer = await extendSessionAction({ ...call, minutes: addMinutes }).catch(() => null);
    setPending(false);
    setFailed(answer?.ok !== true);
    if (!answer?.ok) return;
    focusMain();
    onExtended();
  };
  return (
    <>
      <p role="status" className="sr-only">
        {mark ? `${endsInWords(told.left)}.` : ""}
      </p>
      {!mark && extended && seen !== warning && (
        <Banner
          tone="success"
          title="The visit goes on: there is more time."
          action={
            <Button variant="secondary" onPress={understood}>
              OK
            </Button>
          }
        >
          {`It ends at ${formatTime(limit.endsAt, timeZone, "en-GB", "time")}.`}
        </Banner>
      )}
      {mark && seen !== warning && (
        <Banner
          tone="warning"
          quiet
          title={endsInWords(left)}
          action={
            <>
              {limit.mayExtend && (
                <Button isPending={isPending} onPress={() => void extend()}>
                  {`Extend by ${addMinutes} minutes`}
                </Button>
              )}
              <Button variant="secondary" onPress={understood}>
                OK
              </Button>
            </>
          }
        >
          {failed
            ? "It was not extended. Check your connection, then try again."
            : limit.mayExtend
              ? "Everybody’s connection ends then."
              : "Say now what you still want to say."}
        </Banner>
      )}
    </>
  );
}
