import { createHmac } from "node:crypto";
import { hashOfSecret } from "#lib/accounts/rules.ts";

/** How long after the appointment's end a link still opens its page, in seconds. */
export const linkOutlivesVisitSeconds = 12 * 3600;
/** How long a link lives for a call without a time, in seconds. */
export const linkWithoutTimeSeconds = 7 * 24 * 3600;

/** How often one link becomes a sign-in. A family that shares it, and reloads, is not stopped. */
export const redeemRateLimit = { max: 60, windowSeconds: 60 };

/** How many links one person makes. Whoever makes them by hand for a whole class is not stopped. */
export const linkRateLimit = { max: 1_000, windowSeconds: 3_600 };

/** So many browsers are in by one link at a time: the newest. */
export const signInsPerLink = 20;

/**
 * The 256-bit token of a link, base64url: derived from its id by the app's secret, so that the clinic can show a link
 * again while the database knows only its hash.
 */
export const tokenOf = (linkId: string, appSecret: string): string =>
  createHmac("sha256", appSecret).update(`invite|${linkId}`).digest("base64url");

export const tokenHashOf = hashOfSecret;

/** What a token looks like; anything else is not looked up. */
export const isToken = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text);

/** When a link for a call with this time stops working. */
export const linkExpiry = (endsAt: Date | null, now: Date): Date =>
  endsAt
    ? new Date(endsAt.getTime() + linkOutlivesVisitSeconds * 1000)
    : new Date(now.getTime() + linkWithoutTimeSeconds * 1000);
