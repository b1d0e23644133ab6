"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { useEffect, useState, useTransition } from "react";
import { Banner } from "#components/ui/banner";
import { Button } from "#components/ui/button";
import { Icon } from "#components/ui/icon";
import {
  keepSubscriptionAction,
  subscribeAction,
  testPushAction,
  unsubscribeAction,
} from "#lib/notifications/actions";
import { BlockedHelp } from "./blocked-help.tsx";
import { type DeviceState, deviceState, subscribeHere, subscriptionHere, unsubscribeHere } from "./device.ts";

type State = DeviceState | "checking" | "not-set-up";
type Said = { tone: "success" | "warning" | "danger"; text: string } | null;

const words: Record<State, string> = {
  checking: "Looking at this device…",
  "not-set-up": "Notifications are not set up here. An open Bedside window rings when a visit starts.",
  unsupported: "This browser cannot show notifications. Keep Bedside open: it rings when a visit starts.",
  "needs-home-screen":
    "First put Bedside on your Home Screen: press Share, then “Add to Home Screen”. Open Bedside from there and come back here.",
  blocked: "Notifications from Bedside are blocked in this browser.",
  off: "Off. This device says nothing when a visit starts.",
  on: "On. This device tells you when a visit starts, even when Bedside is closed.",
};

const notNow = "That did not work. Check your connection and try again.";

/** What the browser says, and whether the server knows this browser as this person's. */
const look = async (): Promise<State> => {
  const state = await deviceState();
  const subscription = state === "on" ? await subscriptionHere() : null;
  if (!subscription) return state;
  const kept = await keepSubscriptionAction(subscription);
  return kept.ok && kept.value.on ? "on" : "off";
};

/**
 * Turns notifications of starting visits on and off on this very device, says in words how it stands, and sends a trial.
 * @param publicKey from `notificationSetup`; null where push is not set up
 */
export function NotificationSetting({ publicKey }: { publicKey: string | null }) {
  const [state, setState] = useState<State>("checking");
  const [said, setSaid] = useState<Said>(null);
  const [isPending, startTransition] = useTransition();

  useEffect(() => {
    if (!publicKey) return setState("not-set-up");
    look().then(setState, () => setState("off"));
  }, [publicKey]);

  const doing = (work: () => Promise<void>) => () =>
    startTransition(async () => {
      setSaid(null);
      await work().catch(() => setSaid({ tone: "danger", text: notNow }));
    });

  const turnOn = doing(async () => {
    const subscription = await subscribeHere(publicKey ?? "");
    if (!subscription) return setState(Notification.permission === "denied" ? "blocked" : "off");
    const result = await subscribeAction(subscription);
    if (!result.ok) return setSaid({ tone: "danger", text: result.message });
    setState("on");
  });

  const turnOff = doing(async () => {
    const endpoint = await unsubscribeHere();
    if (endpoint) await unsubscribeAction({ endpoint });
    setState("off");
  });

  const sendTrial = doing(async () => {
    const subscription = await subscriptionHere();
    const result = subscription && (await testPushAction({ endpoint: subscription.endpoint }));
    if (!result?.ok) return setState("off");
    setSaid(
      result.value.sent
        ? { tone: "success", text: "Sent. It should appear on this device in a moment." }
        : { tone: "warning", text: "The browser's push service did not take it. Try again in a moment." },
    );
  });

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
