"use client";

import { useEffect, useState } from "react";
import {
  keepSubscriptionAction,
  subscribeAction,
  testPushAction,
  unsubscribeAction,
} from "#lib/notifications/actions.ts";
import { type DeviceState, deviceState, subscribeHere, subscriptionHere, unsubscribeHere } from "./device.ts";

export type NotificationState = DeviceState | "checking" | "not-set-up";
type Said = { tone: "success" | "warning" | "danger"; text: string } | null;

const notNow = "That did not work. Check your connection and try again.";

/** What the browser says, and whether the server knows this browser as this person's. */
const look = async (): Promise<NotificationState> => {
  const state = await deviceState();
  const subscription = state === "on" ? await subscriptionHere() : null;
  if (!subscription) return state;
  const kept = await keepSubscriptionAction(subscription);
  return kept.ok && kept.value.on ? "on" : "off";
};

/**
 * Notifications of starting visits on this very device: how it stands, what to say about the last press, and what can be
 * pressed. Nothing is asked of the person before they press.
 * @param publicKey from `notificationSetup`; null where push is not set up
 */
export const useNotifications = (publicKey: string | null) => {
  const [state, setState] = useState<NotificationState>("checking");
  const [said, setSaid] = useState<Said>(null);
  const [isPending, setPending] = useState(false);

  useEffect(() => {
    if (!publicKey) return setState("not-set-up");
    look().then(setState, () => setState("off"));
  }, [publicKey]);

  // No transition: the browser's question may stay unanswered, and would hold up every other one on the page, links included.
  const doing = (work: () => Promise<void>) => async () => {
    setPending(true);
    setSaid(null);
    await work().catch(() => setSaid({ tone: "danger", text: notNow }));
    setPending(false);
  };

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

  return { state, said, isPending, turnOn, turnOff, sendTrial };
};
