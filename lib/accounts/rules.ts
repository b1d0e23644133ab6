import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { accountRoles } from "#lib/roles.ts";
import { zoneOf } from "#lib/times/rules/name-zones.ts";

export const staffSignInSeconds = 12 * 3600;

export const newSecret = () => randomBytes(32).toString("base64url");

/** SHA-256 in hex, for the database. A fast hash is enough for a secret of 256 random bits. */
export const hashOfSecret = (secret: string) => createHash("sha256").update(secret).digest("hex");

export const email = z.string().trim().toLowerCase().max(254, "too-long").pipe(z.email("not-an-email"));

export const personName = z.string().trim().min(1, "required").max(120, "too-long");

export const timeZone = z.string().transform((name, context) => {
  const zone = zoneOf(name);
  if (!zone) context.addIssue({ code: "custom", message: "not-a-time-zone" });
  return zone ?? name;
});

export const credentials = z.object({
  email,
  password: z.string().min(1, "required").max(1_024, "too-long"),
});

/** NIST SP 800-63B asks for length, not for particular characters. */
export const newPassword = z.string().min(12, "too-short").max(1_024, "too-long");

/** The name with every word-ending character replaced by a space, exactly as `person_key` does in the database. */
export const spacedName = (name: string) => name.replace(/[-‐‑–'’‘ʼ`.,()/]/g, " ");

const blank = (value: unknown) => (value === "" ? undefined : value);

/** Staff need an e-mail and a password to sign in; patients use links. */
export const newPersonInput = z
  .object({
    name: personName,
    email: z.preprocess(blank, email.optional()),
    timeZone,
    role: z.enum(accountRoles),
    teamIds: z.array(z.uuid("not-an-id")).max(100, "too-big").default([]),
    password: z.preprocess(blank, newPassword.optional()),
  })
  .check(({ value, issues }) => {
    if (value.role === "patient") return;
    for (const field of ["email", "password"] as const)
      if (!value[field])
        issues.push({ code: "custom", path: [field], message: "required", input: value[field] });
  });

/** Guessing the old password here must be no faster than on the sign-in page. */
export const passwordRateLimit = { max: 10, windowSeconds: 15 * 60 };

const deviceSeal = (mark: string, emailAddress: string, appSecret: string) =>
  createHmac("sha256", appSecret).update(`device|${mark}|${emailAddress}`).digest("base64url");

/** The device cookie: a random mark, sealed for this address so that it cannot be forged. */
export const knownDeviceCookie = (emailAddress: string, appSecret: string): string => {
  const mark = randomBytes(16).toString("base64url");
  return `${mark}.${deviceSeal(mark, emailAddress, appSecret)}`;
};

/** The mark, if we sealed the cookie for this address; null otherwise. */
export const knownDeviceOf = (
  cookie: string | undefined,
  emailAddress: string,
  appSecret: string,
): string | null => {
  const [mark, seal] = (cookie ?? "").split(".");
  if (!mark || !seal) return null;
  const expected = Buffer.from(deviceSeal(mark, emailAddress, appSecret));
  const given = Buffer.from(seal);
  return expected.length === given.length && timingSafeEqual(expected, given) ? mark : null;
};

export type Attempt = { email: string; knownDevice: string | null };

export const throttle = { failures: 8, knownDeviceFailures: 20, windowSeconds: 15 * 60 };

/** Limits audit rows per window for unknown addresses, so made-up ones cannot flood the log. */
export const maxUnknownRecorded = 100;

/**
 * The bucket in which an attempt is counted. A browser this person has used before gets its own, so strangers guessing at
 * the address cannot lock the owner out (OWASP: device cookies).
 */
export const bucketOf = (attempt: Attempt) =>
  attempt.knownDevice
    ? {
        key: `device:${hashOfSecret(`${attempt.knownDevice}|${attempt.email}`)}`,
        failures: throttle.knownDeviceFailures,
      }
    : { key: `stranger:${hashOfSecret(attempt.email)}`, failures: throttle.failures };

const browsers = { Edg: "Edge", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" };
const systems: readonly [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export const browserOf = (userAgent: string) => ({
  name: Object.entries(browsers).find(([token]) => userAgent.includes(`${token}/`))?.[1] ?? null,
  system: systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null,
});
