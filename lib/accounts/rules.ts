import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { accountRoles } from "#lib/roles.ts";
import { zoneOf } from "#lib/times/rules.ts";

/** How long a sign-in of staff lasts, in seconds: one working day. */
export const staffSignInSeconds = 12 * 3600;

/** 256 random bits, base64url. */
export const newSecret = () => randomBytes(32).toString("base64url");

/** What the database keeps of a secret: SHA-256, hex. A fast hash is right, for the secret has 256 bits. */
export const hashOfSecret = (secret: string) => createHash("sha256").update(secret).digest("hex");

export const email = z.string().trim().toLowerCase().max(254, "too-long").pipe(z.email("not-an-email"));

export const personName = z.string().trim().min(1, "required").max(120, "too-long");

/** An IANA zone that this server knows, by whichever of its names. */
export const timeZone = z.string().transform((name, context) => {
  const zone = zoneOf(name);
  if (!zone) context.addIssue({ code: "custom", message: "not-a-time-zone" });
  return zone ?? name;
});

export const credentials = z.object({
  email,
  password: z.string().min(1, "required").max(1_024, "too-long"),
});

/** A password that somebody chooses: NIST SP 800-63B asks for length, and for no particular signs. */
export const newPassword = z.string().min(12, "too-short").max(1_024, "too-long");

/** A name, or part of one, with a space for each sign that ends a word: the same as `person_key` in the database. */
export const spacedName = (name: string) => name.replace(/[-‐‑–'’‘ʼ`.,()/]/g, " ");

const blank = (value: unknown) => (value === "" ? undefined : value);

/** What createPerson takes. Staff sign in: they need an e-mail and a password; patients come by links. */
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

/** How often one tries to change a password: the old one is guessed no faster than at the door. */
export const passwordRateLimit = { max: 10, windowSeconds: 15 * 60 };

const deviceSeal = (mark: string, emailAddress: string, appSecret: string) =>
  createHmac("sha256", appSecret).update(`device|${mark}|${emailAddress}`).digest("base64url");

/** What the device cookie says after a sign-in: a random mark, sealed for this very address, so nobody can invent one. */
export const knownDeviceCookie = (emailAddress: string, appSecret: string): string => {
  const mark = randomBytes(16).toString("base64url");
  return `${mark}.${deviceSeal(mark, emailAddress, appSecret)}`;
};

/** The mark, when the cookie was sealed by us for this address; else null. */
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

/** A try to sign in, as far as throttling cares. */
export type Attempt = { email: string; knownDevice: string | null };

/** Failures allowed in a bucket before it closes, and how long it stays closed, in seconds. */
export const throttle = { failures: 8, knownDeviceFailures: 20, windowSeconds: 15 * 60 };

/** Tries at addresses that nobody has, which are written down in one window: whoever makes them up fills no log. */
export const unknownNoted = 100;

/**
 * The bucket a try is counted in. A browser that this person signed in with before has a bucket of its own, so
 * strangers who guess at the address close their own door and not the owner's (OWASP: device cookies).
 */
export const bucketOf = (attempt: Attempt) =>
  attempt.knownDevice
    ? {
        key: `device:${hashOfSecret(`${attempt.knownDevice}|${attempt.email}`)}`,
        failures: throttle.knownDeviceFailures,
      }
    : { key: `stranger:${hashOfSecret(attempt.email)}`, failures: throttle.failures };

/** "Firefox on Android" from a User-Agent header: enough to tell one's own sign-ins apart. */
export const browserWords = (userAgent: string): string => {
  const browser =
    [/Edg\//, /Firefox\//, /Chrome\//, /Safari\//]
      .map((pattern) => pattern.exec(userAgent)?.[0].slice(0, -1))
      .find(Boolean) ?? "";
  const names: Record<string, string> = {
    Edg: "Edge",
    Firefox: "Firefox",
    Chrome: "Chrome",
    Safari: "Safari",
  };
  const systems: [RegExp, string][] = [
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "macOS"],
    [/Linux/, "Linux"],
  ];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [names[browser] ?? "A browser", system].filter(Boolean).join(" on ");
};
