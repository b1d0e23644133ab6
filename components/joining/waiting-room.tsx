"use client";

import { useEffect } from "react";
import type { Devices } from "#components/devices/devices-store.ts";
import { Preview } from "#components/devices/preview.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { useAwake } from "#components/room/use-awake.ts";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import type { LiveStatus } from "#lib/live/rules.ts";
import { VisitFrame } from "./visit-frame.tsx";

/** Waits, and goes on by itself: for the doors to open (`opensAt`), then for somebody to start the visit. */
export function WaitingRoom({
  who,
  opensAt,
  serverNow,
  locale,
  status,
  devices,
  onCheckAgain,
  onDue,
}: {
  /** Whom one waits for; null when nobody is named. */
  who: string | null;
  opensAt: Date | null;
  serverNow: number;
  locale: string;
  status: LiveStatus;
  devices: Devices;
  onCheckAgain: () => void;
  onDue: () => void;
}) {
  const { camera } = useDevices(devices);
  useEffect(() => devices.start(), [devices]);
  useAwake();
  const known = who ? `${who} knows you are here.` : "They know you are here.";
  return (
    <VisitFrame
      title={opensAt ? "You are ready, and early" : "You are in the waiting room"}
      lead={
        opensAt ? (
          <>
            The waiting room opens in{" "}
            <Countdown to={opensAt.getTime()} serverNow={serverNow} locale={locale} onDone={onDue} />. This
            page goes on by itself.
          </>
        ) : (
          `${known} Stay on this page: it takes you in when the visit starts.`
        )
      }
      actions={
        <Button full variant="secondary" onPress={onCheckAgain}>
          Check camera and sound again
        </Button>
      }
    >
      <p role="status" className="font-semibold empty:hidden">
        {status === "reconnecting"
          ? "Your connection is gone. We are getting it back; your place is kept."
          : ""}
      </p>
      {camera && (
        <figure className="flex flex-col gap-2">
          <div className="aspect-4/3 max-h-64 overflow-hidden rounded-lg border border-line-strong bg-sunken sm:w-80">
            <Preview track={camera} />
          </div>
          <figcaption className="text-ink-soft">Only you can see this.</figcaption>
        </figure>
      )}
      <ul className="flex list-disc flex-col gap-2 ps-6">
        <li>You can put the phone down, but leave this page open.</li>
        <li>You closed it? Open the link from your message again. You keep your place.</li>
      </ul>
    </VisitFrame>
  );
}
