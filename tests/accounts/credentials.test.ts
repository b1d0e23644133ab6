import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { newPersonInput, passwordRateLimit } from "#lib/accounts/rules.ts";
import { changePassword, setPassword } from "#lib/accounts/server/change-password.ts";
import { createPerson, signIn } from "#lib/accounts/server.ts";
import { db } from "#lib/db.ts";
import { parse } from "#lib/input.ts";
import { actorOfLink } from "#lib/session.ts";
import { byLink, type Clinic, emailOf, makeClinic, password, scheduleVisit } from "#tests/support/clinic.ts";
import { told } from "#tests/support/told.ts";

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

describe("one's own password", () => {
  test("is changed by whoever knows it: the old one is over, and every other sign-in", async () => {
    const email = emailOf("amara");
    const [here, there] = [await signedIn(email, password), await signedIn(email, password)];
    expect(await told(changePassword(here.actor, { current: "wrong", next }))).toBe(
      "BAD_INPUT current invalid",
    );
    expect(await told(trySignIn(email, password))).toBe("ok");
    expect(await told(changePassword(here.actor, { current: password, next }))).toBe("ok");
    expect(await told(trySignIn(email, password))).toBe("WRONG_CREDENTIALS");
    expect(await told(trySignIn(email, next))).toBe("ok");
    expect(await actorOfLink(here.secret)).not.toBeNull();
    expect(await actorOfLink(there.secret)).toBeNull();
    const { userId } = here.actor;
    const changed = await db().auditEvent.findMany({ where: { kind: "account.password-changed" } });
    expect(changed).toMatchObject([{ actorId: userId, subject: `user:${userId}`, details: {} }]);
    const ended = { kind: "sign-in.ended", subject: `sign-in:${there.actor.signInId}` };
    expect(await db().auditEvent.count({ where: ended })).toBe(1);
  });

  test("is changed once by two who know it at the same moment", async () => {
    const { actor } = await signedIn(emailOf("tomasz"), password);
    const answers = await Promise.all(
      [`${next} one`, `${next} two`].map((one) =>
        told(changePassword(actor, { current: password, next: one })),
      ),
    );
    expect(answers.toSorted()).toEqual(["BAD_INPUT current invalid", "ok"]);
  });

  test("is guessed no faster than at the door", async () => {
    const { actor } = await signedIn(emailOf("lena"), password);
    const guess = () => told(changePassword(actor, { current: "wrong", next }));
    const answers = await Promise.all(Array.from({ length: passwordRateLimit.max + 5 }, guess));
    expect(answers.filter((one) => one === "TOO_MANY_ATTEMPTS")).toHaveLength(5);
    expect(await told(changePassword(actor, { current: password, next }))).toBe("TOO_MANY_ATTEMPTS");
  });

  test("is nothing that somebody has who came by a link", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
    const { actor } = await byLink(clinic, ref, patientMember);
    expect(await told(changePassword(actor, { current: password, next }))).toBe("NOT_ALLOWED");
  });
});

describe("a forgotten password", () => {
  test("is replaced by an administrator, which signs the person out everywhere", async () => {
    const admin = await clinic.actor("admin");
    const { secret } = await signedIn(emailOf("lena"), password);
    expect(await told(setPassword(admin, { userId: clinic.idOf.lena, password: next }))).toBe("ok");
    expect(await actorOfLink(secret)).toBeNull();
    expect(await told(trySignIn(emailOf("lena"), password))).toBe("WRONG_CREDENTIALS");
    expect(await told(trySignIn(emailOf("lena"), next))).toBe("ok");
  });

  test("is nobody's to replace but an administrator's, and not their own, and patients have none", async () => {
    const [admin, tomasz] = [await clinic.actor("admin"), await clinic.actor("tomasz")];
    const change = { password: next };
    expect(await told(setPassword(tomasz, { ...change, userId: clinic.idOf.lena }))).toBe("NOT_ALLOWED");
    expect(await told(setPassword(admin, { ...change, userId: clinic.idOf.admin }))).toBe("NOT_ALLOWED");
    expect(await told(setPassword(admin, { ...change, userId: clinic.idOf.ada }))).toBe("NOT_FOUND");
    expect(await told(setPassword(admin, { ...change, userId: randomUUID() }))).toBe("NOT_FOUND");
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

  test("of the staff signs in, and belongs to the teams that were chosen", async () => {
    const { userId } = await add({ teamIds: [clinic.teams.harbour] });
    const { actor } = await signedIn(email, next);
    expect(actor).toMatchObject({ userId, role: "clinician", teamIds: [clinic.teams.harbour] });
    const made = { kind: "account.created", subject: `user:${userId}`, actorId: clinic.idOf.admin };
    expect(await db().auditEvent.count({ where: made })).toBe(1);
  });

  test("who is a patient has no password, whatever was given", async () => {
    const { userId } = await add({ role: "patient", email: "pat@mail.example" });
    const { passwordHash } = await db().user.findUniqueOrThrow({ where: { id: userId } });
    expect(passwordHash).toBeNull();
    expect(await told(add({ role: "patient", name: "Nobody", email: "", password: "" }))).toBe("ok");
  });

  test.each([
    ["staff without an e-mail", { email: "" }, "BAD_INPUT email required"],
    ["staff without a password", { password: "" }, "BAD_INPUT password required"],
    ["a short password", { password: "short" }, "BAD_INPUT password too-short"],
    ["no name", { name: " " }, "BAD_INPUT name required"],
    ["a zone that is none", { timeZone: "Nowhere" }, "BAD_INPUT timeZone not-a-time-zone"],
    ["a team that is none", { email: "b@x.example", teamIds: [randomUUID()] }, "BAD_INPUT teamIds not-an-id"],
    ["an e-mail of other staff", { email: emailOf("amara") }, "BAD_INPUT email taken"],
  ])("is refused with the field named: %s", async (_what, change, answer) => {
    const before = await db().user.count();
    expect(await told(add(change))).toBe(answer);
    expect(await db().user.count()).toBe(before);
  });

  test("is made by administrators alone", async () => {
    const input = parse(newPersonInput, { ...person, email: "c@x.example" });
    expect(await told(createPerson(await clinic.actor("tomasz"), input))).toBe("NOT_ALLOWED");
  });
});
