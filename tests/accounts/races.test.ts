import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { changeAccountRole, setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { signIn } from "#lib/accounts/server/sign-in.ts";
import { createCall } from "#lib/calls/server.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { redeemInvite, viewInvite } from "#lib/invites/server.ts";
import { decideForPerson } from "#lib/joining/server/explain-join.ts";
import { findFactsFor } from "#lib/joining/store/find-facts.ts";
import { updateMembers } from "#lib/members/server.ts";
import { actorOfLink } from "#lib/session.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, emailOf, makeClinic, password, scheduleVisit } from "#tests/support/clinic.ts";
import { countLockWaits } from "#tests/support/locks.ts";
import { outcomeOf } from "#tests/support/outcome.ts";
import { until } from "#tests/support/wait.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

const trySignIn = (key: string, knownDevice: string | null = null) =>
  signIn({ email: emailOf(key), password, knownDevice, userAgent: "tests" });

test.each([
  ["disabled", { disabledAt: new Date() }],
  ["made a patient", { role: "patient" }],
  ["given another password", { passwordHash: "another" }],
] as const)("a person who is %s while their password is compared is not signed in", async (_what, change) => {
  const where = { id: clinic.idOf.tomasz };
  const { role, disabledAt, passwordHash } = await db().user.findUniqueOrThrow({ where });
  let asked: Promise<string> | undefined;
  await transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "user" WHERE "id" = ${where.id}::uuid FOR UPDATE`;
    asked = outcomeOf(trySignIn("tomasz"));
    await until("the password fitted", async () => (await countLockWaits()) === 1);
    await tx.user.update({ where, data: change });
  });
  expect(await asked).toBe("WRONG_CREDENTIALS");
  expect(await db().signIn.count({ where: { userId: where.id } })).toBe(0);
  await db().user.update({ where, data: { role, disabledAt, passwordHash } });
});

test("a patient who becomes staff can use no link, and can again once they are a patient again", async () => {
  const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60 });
  const { token, secret } = await byLink(clinic, ref, patientMember);
  const admin = await clinic.actor("admin");
  const ada = clinic.idOf.ada;
  const decision = async () => {
    const facts = await findFactsFor({} as never, ref, ada, new Date());
    const decided = facts && decideForPerson(facts, new Date());
    return decided && !decided.ok ? decided.code : "ok";
  };
  await startVisit(await clinic.actor("amara"), ref);
  expect(await decision()).toBe("ok");
  await changeAccountRole(admin, { userId: ada, role: "clinician" });
  expect(await viewInvite(token)).toBeNull();
  await expect(redeemInvite({ token, userAgent: "tests" })).toBeRefused("LINK_EXPIRED");
  expect(await decision()).toBe("LINK_EXPIRED");
  // A sign-in from that very moment doesn't count either.
  await db().signIn.updateMany({ where: { userId: ada }, data: { endedAt: null } });
  expect(await actorOfLink(secret)).toBeNull();
  await changeAccountRole(admin, { userId: ada, role: "patient" });
  expect(await viewInvite(token)).not.toBeNull();
});

test("a flood of made-up addresses locks out no known browser, and every attempt is counted", async () => {
  const flood = Array.from({ length: 150 }, (_, index) => outcomeOf(trySignIn(`made-up-${index}`)));
  const known = Array.from({ length: 10 }, (_, index) => outcomeOf(trySignIn("amara", `browser ${index}`)));
  expect(new Set(await Promise.all(known))).toEqual(new Set(["ok"]));
  const codes = await Promise.all(flood);
  const refused = codes.filter((code) => code === "TOO_MANY_ATTEMPTS").length;
  expect(refused).toBeGreaterThan(0);
  expect(codes.filter((code) => code === "WRONG_CREDENTIALS")).toHaveLength(150 - refused);
  const strangers = { bucket: { startsWith: "stranger:" }, failures: { gt: 0 } };
  expect(await db().signInThrottle.count({ where: strangers })).toBeGreaterThanOrEqual(150 - refused);
  expect(
    await db().signInThrottle.count({ where: { bucket: { startsWith: "stranger:" }, failures: 0 } }),
  ).toBe(refused);
});

/** The kinds of statement that can fail with a deadlock. */
const statements = {
  "a model's": (tx: Tx, id: string, name: string) => tx.user.update({ where: { id }, data: { name } }),
  raw: (tx: Tx, id: string, name: string) =>
    tx.$executeRaw`UPDATE "user" SET "name" = ${name} WHERE "id" = ${id}::uuid`,
};

test.each(Object.entries(statements))(
  "two transactions that wait for each other both succeed: %s",
  async (_what, rename) => {
    const people = [randomUUID(), randomUUID()] as const;
    await db().user.createMany({
      data: people.map((id) => ({ id, role: "patient" as const, name: "Before" })),
    });
    const holds = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const done: string[] = [];
    const renameBoth = async (own: 0 | 1, other: 0 | 1, name: string) => {
      let attempts = 0;
      await transaction(async (tx) => {
        attempts += 1;
        await rename(tx, people[own], name);
        holds[own].resolve();
        await holds[other].promise;
        await rename(tx, people[other], name);
      });
      done.push(name);
      return attempts;
    };
    const attempts = await Promise.all([renameBoth(0, 1, "Ada"), renameBoth(1, 0, "Ben")]);
    expect(Math.min(...attempts)).toBe(1);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    // The second one overwrote the first.
    const rows = await db().user.findMany({ where: { id: { in: [...people] } }, select: { name: true } });
    expect(rows.map(({ name }) => name)).toEqual([done[1], done[1]]);
  },
);

test("disabling a person while they are added to a call fails neither of the two", async () => {
  const [admin, amara] = [await clinic.actor("admin"), await clinic.actor("amara")];
  const userId = clinic.idOf.bruno;
  for (let times = 0; times < 8; times++) {
    const { call } = await createCall(amara, {
      type: "default",
      members: [
        { userId: amara.userId, role: "clinician" },
        { userId, role: "patient" },
      ],
    });
    await startVisit(amara, call);
    const codes = await Promise.all([
      outcomeOf(setAccountDisabled(admin, { userId, disabled: true })),
      outcomeOf(updateMembers(amara, { ...call, update: [{ userId, role: "companion" }] })),
    ]);
    // A person who is already disabled can't be added, but neither fails because of the other.
    expect(codes[0]).toBe("ok");
    expect(["ok", "BAD_INPUT"]).toContain(codes[1]);
    await setAccountDisabled(admin, { userId, disabled: false });
  }
});
