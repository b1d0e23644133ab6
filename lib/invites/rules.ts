import { createHmac } from "node:crypto";
import { hashOfSecret } from "#lib/accounts/rules.ts";

export const linkOutlivesVisitSeconds = 12 * 3600;
export const linkWithoutTimeSeconds = 7 * 24 * 3600;

/** Generous enough for a family that shares a link and reloads. */
export const redeemRateLimit = { max: 60, windowSeconds: 60 };

/** Generous enough for creating links for a whole class by hand. */
export const linkRateLimit = { max: 1_000, windowSeconds: 3_600 };

/** Older ones end. */
export const signInsPerLink = 20;

/** Derived from the id by the app's secret: the clinic can show a link again, and the database knows only a hash. */
export const tokenOf = (linkId: string, appSecret: string): string =>
  createHmac("sha256", appSecret).update(`invite|${linkId}`).digest("base64url");

export const tokenHashOf = hashOfSecret;

export const isToken = (text: string) => /^[A-Za-z0-9_-]{43}$/.test(text);

export const linkExpiry = (endsAt: Date | null, now: Date): Date =>
  endsAt
    ? new Date(endsAt.getTime() + linkOutlivesVisitSeconds * 1000)
    : new Date(now.getTime() + linkWithoutTimeSeconds * 1000);
