import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { newPersonInput, passwordRateLimit } from "#lib/accounts/rules.ts";
import { changePassword, setPassword } from "#lib/accounts/server/change-password.ts";
import { createPerson } from "#lib/accounts/server/create-accounts.ts";
import { signIn } from "#lib/accounts/server/sign-in.ts";
import { db } from "#lib/db.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { parse } from "#lib/input.ts";
import { actorOfLink } from "#lib/session.ts";
import { byLink, type Clinic, emailOf, makeClinic, password, scheduleVisit } from "#tests/support/clinic.ts";
import { outcomeOf } from "#tests/support/outcome.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const trySignIn = (email: string, tried: string) =>
  signIn({ email, password: tried, knownDevice: "a browser", userAgent: "tests" });
const signedIn = async (email: string, tried: string) => {
  const { secret } = await trySignIn(email, tried);
  const actor = await actorOfLink(secret);
  if (!actor) throw new Error("The sign-in gave no actor.");
  return { secret, actor };
};
const next = "another horse, another battery";

describe("changing your own password", () => {
  test("takes the old one, which no longer works, and ends every other sign-in", async () => {
    const email = emailOf("amara");
    const [here, there] = [await signedIn(email, password), await signedIn(email, password)];
    await expect(changePassword(here.actor, { current: "wrong", next })).toBeRefused("BAD_INPUT", {
      fields: { current: "invalid" },
    });
    await trySignIn(email, password);
    await changePassword(here.actor, { current: password, next });
    await expect(trySignIn(email, password)).toBeRefused("WRONG_CREDENTIALS");
    await trySignIn(email, next);
    expect(await actorOfLink(here.secret)).not.toBeNull();
    expect(await actorOfLink(there.secret)).toBeNull();
    const { userId } = here.actor;
    const changed = await db().auditEvent.findMany({ where: { kind: "account.password-changed" } });
    expect(changed).toMatchObject([{ actorId: userId, subject: `user:${userId}`, details: {} }]);
    const ended = { kind: "sign-in.ended", subject: `sign-in:${there.actor.signInId}` };
    expect(await db().auditEvent.count({ where: ended })).toBe(1);
  });

  test("works for one of two requests at the same moment", async () => {
    const { actor } = await signedIn(emailOf("tomasz"), password);
    const changes = [`${next} one`, `${next} two`].map((one) =>
      changePassword(actor, { current: password, next: one }),
    );
    const settled = await Promise.allSettled(changes);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const late = changes.find((_, index) => settled[index]?.status === "rejected");
    await expect(late).toBeRefused("BAD_INPUT", { fields: { current: "invalid" } });
  });

  test("allows no more guesses than signing in", async () => {
    const { actor } = await signedIn(emailOf("lena"), password);
    const guess = () => outcomeOf(changePassword(actor, { current: "wrong", next }));
    const outcomes = await Promise.all(Array.from({ length: passwordRateLimit.max + 5 }, guess));
    expect(outcomes.filter((one) => one === "TOO_MANY_ATTEMPTS")).toHaveLength(5);
    await expect(changePassword(actor, { current: password, next })).toBeRefused("TOO_MANY_ATTEMPTS");
  });

  test("is refused to a person who signed in by a link", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
    const { actor } = await byLink(clinic, ref, patientMember);
    await expect(changePassword(actor, { current: password, next })).toBeRefused("NOT_ALLOWED");
  });
});

describe("a forgotten password", () => {
  test("is replaced by an administrator, which signs the person out everywhere", async () => {
    const admin = await clinic.actor("admin");
    const { secret } = await signedIn(emailOf("lena"), password);
    await setPassword(admin, { userId: clinic.idOf.lena, password: next });
    expect(await actorOfLink(secret)).toBeNull();
    await expect(trySignIn(emailOf("lena"), password)).toBeRefused("WRONG_CREDENTIALS");
    await trySignIn(emailOf("lena"), next);
  });

  test("can be replaced only by administrators, only for others, and never for patients", async () => {
    const [admin, tomasz] = [await clinic.actor("admin"), await clinic.actor("tomasz")];
    const change = { password: next };
    await expect(setPassword(tomasz, { ...change, userId: clinic.idOf.lena })).toBeRefused("NOT_ALLOWED");
    await expect(setPassword(admin, { ...change, userId: clinic.idOf.admin })).toBeRefused("NOT_ALLOWED");
    await expect(setPassword(admin, { ...change, userId: clinic.idOf.ada })).toBeRefused("NOT_FOUND");
    await expect(setPassword(admin, { ...change, userId: randomUUID() })).toBeRefused("NOT_FOUND");
    const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id: clinic.idOf.ada } });
    expect(passwordHash).toBeNull();
  });
});

describe("a new person", () => {
  const person = {
    name: "Dr Nora New",
    email: "Nora@bedside.example",
    timeZone: "Europe/Kyiv",
    role: "clinician",
    password: next,
  };
  const add = async (change: object) =>
    createPerson(await clinic.actor("admin"), parse(newPersonInput, { ...person, ...change }));
  const email = "nora@bedside.example";

  test("on the staff can sign in, and is in the chosen teams", async () => {
    const { userId } = await add({ teamIds: [clinic.teams.harbour] });
    const { actor } = await signedIn(email, next);
    expect(actor).toMatchObject({ userId, role: "clinician", teamIds: [clinic.teams.harbour] });
    const created = { kind: "account.created", subject: `user:${userId}`, actorId: clinic.idOf.admin };
    expect(await db().auditEvent.count({ where: created })).toBe(1);
  });

  test("who is a patient gets no password, even if one was given", async () => {
    const { userId } = await add({ role: "patient", email: "pat@mail.example" });
    const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id: userId } });
    expect(passwordHash).toBeNull();
    await add({ role: "patient", name: "Nona Mail", email: "", password: "" });
  });

  test.each<[string, object, Record<string, FieldProblem>]>([
    ["staff without an e-mail", { email: "" }, { email: "required" }],
    ["staff without a password", { password: "" }, { password: "required" }],
    ["a short password", { password: "short" }, { password: "too-short" }],
    ["no name", { name: " " }, { name: "required" }],
    ["an invalid time zone", { timeZone: "Nowhere" }, { timeZone: "not-a-time-zone" }],
    ["an unknown team", { email: "b@x.example", teamIds: [randomUUID()] }, { teamIds: "not-an-id" }],
    ["the e-mail of other staff", { email: emailOf("amara") }, { email: "taken" }],
  ])("is refused with the field named: %s", async (_what, change, fields) => {
    const before = await db().user.count();
    await expect(add(change)).toBeRefused("BAD_INPUT", { fields });
    expect(await db().user.count()).toBe(before);
  });

  test("can be created only by administrators", async () => {
    const input = parse(newPersonInput, { ...person, email: "c@x.example" });
    await expect(createPerson(await clinic.actor("tomasz"), input)).toBeRefused("NOT_ALLOWED");
  });
});
