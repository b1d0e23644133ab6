"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { BlockedHelp } from "./blocked-help.tsx";
import { type NotificationState, useNotifications } from "./use-notifications.ts";

const words: Record<NotificationState, string> = {
  checking: "Looking at this device…",
  "not-set-up": "Notifications are not set up here. An open Bedside window rings when a visit starts.",
  unsupported: "This browser cannot show notifications. Keep Bedside open: it rings when a visit starts.",
  "needs-home-screen":
    "First put Bedside on your Home Screen: press Share, then “Add to Home Screen”. Open Bedside from there and come back here.",
  blocked: "Notifications from Bedside are blocked in this browser.",
  off: "Off. This device says nothing when a visit starts.",
  on: "On. This device tells you when a visit starts, even when Bedside is closed.",
};

/**
 * Turns notifications of starting visits on and off on this very device, says in words how it stands, and sends a trial.
 * @param publicKey from `notificationSetup`; null where push is not set up
 */
export function NotificationSetting({ publicKey }: { publicKey: string | null }) {
  const { state, said, isPending, turnOn, turnOff, sendTrial } = useNotifications(publicKey);
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-start gap-3" aria-live="polite">
        <Icon of={state === "on" ? BellRing : state === "off" ? Bell : BellOff} size="1.5em" />
        <span>{words[state]}</span>
      </p>
      {state === "blocked" && <BlockedHelp />}
      {said && <Banner tone={said.tone}>{said.text}</Banner>}
      {state === "off" && (
        <Button variant="secondary" onPress={turnOn} isPending={isPending} className="self-start">
          Turn notifications on
        </Button>
      )}
      {state === "on" && (
        <div className="flex flex-wrap gap-3">
          <Button variant="secondary" onPress={sendTrial} isPending={isPending}>
            Send a trial
          </Button>
          <Button variant="quiet" onPress={turnOff} isDisabled={isPending}>
            Turn off on this device
          </Button>
        </div>
      )}
    </div>
  );
}
