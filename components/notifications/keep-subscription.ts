"use client";

import { useEffect } from "react";
import { keepSubscriptionAction } from "#lib/notifications/actions.ts";
import { subscriptionHere } from "./device.ts";

let kept = false;

/**
 * Whoever turned notifications on in this browser keeps them after signing in again. Once a page load, silently; mount it
 * where people are signed in.
 */
export function KeepSubscription() {
  useEffect(() => {
    if (kept) return;
    kept = true;
    const keep = async () => {
      const subscription = await subscriptionHere();
      if (subscription) await keepSubscriptionAction(subscription);
    };
    // Off line, say. The next page tries again, and nothing depends on it here.
    keep().catch(() => {});
  }, []);
  return null;
}
