"use client";

import { useEffect } from "react";
import { keepSubscriptionAction } from "#lib/notifications/actions.ts";
import { subscriptionHere } from "./device.ts";

let kept = false;

/** Renews this browser's subscription after signing in again, silently and once per page load. */
export function KeepSubscription() {
  useEffect(() => {
    if (kept) return;
    kept = true;
    const keep = async () => {
      const subscription = await subscriptionHere();
      if (subscription) await keepSubscriptionAction(subscription);
    };
    // Offline, perhaps. The next page tries again.
    keep().catch(() => {});
  }, []);
  return null;
}
