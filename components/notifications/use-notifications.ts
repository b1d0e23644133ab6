"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import {
  keepSubscriptionAction,
  subscribeAction,
  testPushAction,
  unsubscribeAction,
} from "#lib/notifications/actions.ts";
import { type DeviceState, deviceState, subscribeHere, subscriptionHere, unsubscribeHere } from "./device.ts";

export type NotificationState = DeviceState | "checking" | "not-set-up";
type Result = { tone: "success" | "warning" | "danger"; text: string } | null;

/** The browser's state, given that the server must know its subscription as this person's. */
const checkState = async (): Promise<NotificationState> => {
  const state = await deviceState();
  const subscription = state === "on" ? await subscriptionHere() : null;
  if (!subscription) return state;
  const kept = await keepSubscriptionAction(subscription);
  return kept.ok && kept.value.on ? "on" : "off";
};

/**
 * Notifications on this device: their state, the result of the last press, and what can be done. Asks for permission only
 * on a press.
 * @param publicKey from `notificationSetup`; null unless push is set up
 */
export const useNotifications = (publicKey: string | null) => {
  const t = useTranslations("notifications");
  const [state, setState] = useState<NotificationState>("checking");
  const [result, setResult] = useState<Result>(null);
  const [isPending, setPending] = useState(false);

  useEffect(() => {
    if (!publicKey) return setState("not-set-up");
    checkState().then(setState, () => setState("off"));
  }, [publicKey]);

  // Not a transition: the browser's prompt may stay open, and would block every other transition, links included.
  const perform = (work: () => Promise<void>) => async () => {
    setPending(true);
    setResult(null);
    await work().catch(() => setResult({ tone: "danger", text: t("failed") }));
    setPending(false);
  };

  const turnOn = perform(async () => {
    const subscription = await subscribeHere(publicKey ?? "");
    if (!subscription) return setState(Notification.permission === "denied" ? "blocked" : "off");
    const outcome = await subscribeAction(subscription);
    if (!outcome.ok) return setResult({ tone: "danger", text: outcome.message });
    setState("on");
  });

  const turnOff = perform(async () => {
    const endpoint = await unsubscribeHere();
    if (endpoint) await unsubscribeAction({ endpoint });
    setState("off");
  });

  const sendTrial = perform(async () => {
    const subscription = await subscriptionHere();
    const outcome = subscription && (await testPushAction({ endpoint: subscription.endpoint }));
    if (!outcome?.ok) return setState("off");
    setResult(
      outcome.value.sent
        ? { tone: "success", text: t("testSent") }
        : { tone: "warning", text: t("testNotSent") },
    );
  });

  return { state, result, isPending, turnOn, turnOff, sendTrial };
};
