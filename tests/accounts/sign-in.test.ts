import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { knownDeviceCookie, knownDeviceOf, maxUnknownRecorded, throttle } from "#lib/accounts/rules.ts";
import { endSignIn, listSignIns } from "#lib/accounts/server/end-sign-in.ts";
import { ownPath } from "#lib/accounts/server/find-home.ts";
import { changeAccountRole, setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { signIn } from "#lib/accounts/server/sign-in.ts";
import { db } from "#lib/db.ts";
import { actorOfLink } from "#lib/session.ts";
import { type Clinic, emailOf, makeClinic, password } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const trySignIn = (
  key: string,
  change: { password?: string; knownDevice?: string | null; now?: Date } = {},
) =>
  signIn(
    {
      email: emailOf(key),
      password: change.password ?? password,
      knownDevice: change.knownDevice ?? null,
      userAgent: "Firefox/140 (Linux)",
    },
    change.now,
  );

describe("signing in", () => {
  test("keeps only a hash of the secret, and lists the sign-in", async () => {
    const { secret } = await trySignIn("amara");
    expect(await db().signIn.count({ where: { secretHash: secret } })).toBe(0);
    const actor = await actorOfLink(secret);
    const list = actor ? await listSignIns(actor) : [];
    expect(list.find((one) => one.current)?.browser).toEqual({ name: "Firefox", system: "Linux" });
  });

  test("is refused alike for a wrong password, an unknown address and a patient", async () => {
    await expect(trySignIn("tomasz", { password: "wrong" })).toBeRefused("WRONG_CREDENTIALS");
    await expect(trySignIn("unknown")).toBeRefused("WRONG_CREDENTIALS");
    await expect(trySignIn("ada")).toBeRefused("WRONG_CREDENTIALS");
  });

  test("limits guesses, even forty at once", async () => {
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => outcomeOf(trySignIn("lena", { password: `guess ${index}` }))),
    );
    expect(codes.filter((code) => code === "WRONG_CREDENTIALS")).toHaveLength(throttle.failures);
    expect(codes.filter((code) => code === "TOO_MANY_ATTEMPTS")).toHaveLength(40 - throttle.failures);
  });

  test("works from a known browser while strangers guess", async () => {
    await expect(trySignIn("lena")).toBeRefused("TOO_MANY_ATTEMPTS");
    await trySignIn("lena", { knownDevice: "a browser of hers" });
  });

  test("works from a new browser again after the window", async () => {
    const later = new Date(Date.now() + (throttle.windowSeconds + 1) * 1000);
    await trySignIn("lena", { now: later });
  });

  test("with made-up addresses doesn't fill the audit log", async () => {
    const kind = { kind: "sign-in.refused", actorId: null };
    const before = await db().auditEvent.count({ where: kind });
    for (let batch = 0; batch < 5; batch += 1)
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => outcomeOf(trySignIn(`made-up-${batch}-${index}`))),
      );
    // One was recorded above, and one more says that there were more.
    expect((await db().auditEvent.count({ where: kind })) - before).toBeLessThanOrEqual(
      maxUnknownRecorded + 1,
    );
    expect(await db().auditEvent.count({ where: { ...kind, subject: "sign-in:unknown-addresses" } })).toBe(1);
  });

  test("accepts no forged cookie of a known browser", () => {
    const cookie = knownDeviceCookie("lena@bedside.example", "secret");
    expect(knownDeviceOf(cookie, "lena@bedside.example", "secret")).toBeTruthy();
    expect(knownDeviceOf(cookie, "amara@bedside.example", "secret")).toBeNull();
    expect(knownDeviceOf("made-up.seal", "lena@bedside.example", "secret")).toBeNull();
    expect(knownDeviceOf(undefined, "lena@bedside.example", "secret")).toBeNull();
  });
});

describe("a sign-in ends on the very next request", () => {
  const isEndedBy = async (
    end: (actor: NonNullable<Awaited<ReturnType<typeof actorOfLink>>>) => Promise<unknown>,
  ) => {
    const { secret } = await trySignIn("tomasz", { knownDevice: "a browser of his" });
    const actor = await actorOfLink(secret);
    if (!actor) throw new Error("not signed in");
    await end(actor);
    return (await actorOfLink(secret)) === null;
  };
  test("when it is ended", async () => {
    expect(await isEndedBy((actor) => endSignIn(actor, { signInId: actor.signInId }))).toBe(true);
  });
  test("but not if another person tries to end it", async () => {
    const amara = await clinic.actor("amara");
    expect(await isEndedBy((actor) => endSignIn(amara, { signInId: actor.signInId }))).toBe(false);
  });
  test("when the person is disabled", async () => {
    const admin = await clinic.actor("admin");
    const userId = clinic.idOf.tomasz;
    expect(await isEndedBy(() => setAccountDisabled(admin, { userId, disabled: true }))).toBe(true);
    await setAccountDisabled(admin, { userId, disabled: false });
  });
  test("when the person's role changes", async () => {
    const admin = await clinic.actor("admin");
    expect(
      await isEndedBy(() => changeAccountRole(admin, { userId: clinic.idOf.tomasz, role: "admin" })),
    ).toBe(true);
  });
});

describe("managing accounts", () => {
  test("is refused to clinicians", async () => {
    const amara = await clinic.actor("amara");
    await expect(setAccountDisabled(amara, { userId: clinic.idOf.lena, disabled: true })).toBeRefused(
      "NOT_ALLOWED",
    );
  });
  test("refuses to make staff of a person whose e-mail another member of staff signs in with", async () => {
    const admin = await clinic.actor("admin");
    await db().user.update({ where: { id: clinic.idOf.bruno }, data: { email: emailOf("amara") } });
    await expect(changeAccountRole(admin, { userId: clinic.idOf.bruno, role: "clinician" })).toBeRefused(
      "BAD_INPUT",
    );
  });
  test("keeps one of two administrators who demote or disable each other at once", async () => {
    const [admin, lena] = [clinic.idOf.admin, clinic.idOf.lena];
    const demote = (actor: Actor, userId: string) => changeAccountRole(actor, { userId, role: "clinician" });
    const disable = (actor: Actor, userId: string) => setAccountDisabled(actor, { userId, disabled: true });
    await db().user.updateMany({ where: { role: "admin", id: { not: admin } }, data: { role: "clinician" } });
    for (const [one, other] of [
      [demote, demote],
      [disable, disable],
      [demote, disable],
    ] as const) {
      for (let round = 0; round < 5; round++) {
        await db().user.updateMany({
          where: { id: { in: [admin, lena] } },
          data: { role: "admin", disabledAt: null },
        });
        const [first, second] = [await clinic.actor("admin"), await clinic.actor("lena")];
        const codes = await Promise.all([outcomeOf(one(first, lena)), outcomeOf(other(second, admin))]);
        expect(codes.sort()).toEqual(["LAST_ADMIN", "ok"]);
        expect(await db().user.count({ where: { role: "admin", disabledAt: null } })).toBe(1);
      }
    }
    await db().user.update({ where: { id: admin }, data: { role: "admin", disabledAt: null } });
    await db().user.update({ where: { id: lena }, data: { role: "clinician", disabledAt: null } });
  });
  test("is refused to an administrator who was demoted a moment ago", async () => {
    const first = await clinic.actor("admin");
    const promote = (userId: string) => changeAccountRole(first, { userId, role: "admin" });
    await promote(clinic.idOf.lena);
    await promote(clinic.idOf.tomasz);
    const second = await clinic.actor("lena");
    await changeAccountRole(first, { userId: clinic.idOf.lena, role: "clinician" });
    const late = changeAccountRole(second, { userId: clinic.idOf.tomasz, role: "clinician" });
    await expect(late).toBeRefused("NOT_ALLOWED");
    await changeAccountRole(first, { userId: clinic.idOf.tomasz, role: "clinician" });
  });
  test("lets no one disable themselves", async () => {
    const admin = await clinic.actor("admin");
    await expect(setAccountDisabled(admin, { userId: clinic.idOf.admin, disabled: true })).toBeRefused(
      "NOT_ALLOWED",
    );
  });
});

test("signing in leads only to our own pages", () => {
  const bad = [
    "//elsewhere",
    "/\\elsewhere",
    "/api/export/audit",
    "/%61pi/health",
    "/today/../api/x",
    "/API/x",
    "/%",
  ];
  expect(bad.map(ownPath)).toEqual(bad.map(() => null));
  const good = ["/today", "/appointments?week=2026-11-23", "/apiary"];
  expect(good.map(ownPath)).toEqual(good);
});
