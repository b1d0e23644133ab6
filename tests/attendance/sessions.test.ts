import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { sessionInput, sessionsInput } from "#lib/attendance/rules.ts";
import { getSession, listSessions } from "#lib/attendance/server.ts";
import { db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
import type { MemberRole } from "#lib/roles.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";

let clinic: Clinic;
let amara: Actor;
let minutesAhead = 0;
beforeAll(async () => {
  clinic = await makeClinic();
  amara = await clinic.actor("amara");
});

const ten = Date.parse("2026-11-25T10:00:00Z");
const at = (minutes: number) => new Date(ten + minutes * 60_000);
const now = at(600);

type Was = { userId: string; role: MemberRole | null; from: number; to: number | null };

/** Writes a session with this attendance. */
const sessionWith = async (ref: { type: string; id: string }, was: readonly Was[], startedAt = at(0)) => {
  const { id } = await db().session.create({
    data: {
      callType: ref.type,
      callId: ref.id,
      startedAt,
      openedAt: was.length > 0 ? at(Math.min(...was.map(({ from }) => from))) : null,
      emptySince: at(90),
      closedAt: at(95),
    },
  });
  await db().attendance.createMany({
    data: was.map(({ userId, role, from, to }) => ({
      sessionId: id,
      userId,
      role,
      participantSid: `PA_${randomUUID()}`,
      joinedAt: at(from),
      leftAt: to === null ? null : at(to),
    })),
  });
  return id;
};

const visit = async () => {
  minutesAhead += 30;
  return scheduleVisit(clinic, { minutesAhead });
};
const list = (actor: Actor, ref: object, more: object = {}) =>
  listSessions(actor, sessionsInput.parse({ ...ref, ...more }), now);
const one = (actor: Actor, ref: object, sessionId: string, more: object = {}) =>
  getSession(actor, sessionInput.parse({ ...ref, sessionId, ...more }), now);

describe("the sessions of a call", () => {
  test("say who was present, for how long, and how long both sides were together", async () => {
    const { ref } = await visit();
    const { ada, amara: doctor } = clinic.idOf;
    const sessionId = await sessionWith(ref, [
      { userId: doctor, role: "clinician", from: 0, to: 31 },
      { userId: ada, role: "patient", from: 2, to: 10 },
      // Back after half a minute, then from a second device at the same time.
      { userId: ada, role: "patient", from: 10.5, to: 29 },
      { userId: ada, role: "patient", from: 20, to: 29 },
    ]);
    const { session, people, next } = await one(amara, ref, sessionId);
    expect(session).toMatchObject({ outcome: "met", togetherSeconds: 26.5 * 60, people: 2 });
    expect(next).toBeNull();
    expect(people).toMatchObject([
      { userId: doctor, role: "clinician", seconds: 31 * 60, togetherSeconds: 26.5 * 60, reconnects: 0 },
      {
        userId: ada,
        name: "Ada Bell",
        role: "patient",
        joinedAt: at(2),
        leftAt: at(29),
        seconds: 26.5 * 60,
        togetherSeconds: 26.5 * 60,
        reconnects: 1,
      },
    ]);
  });

  test("distinguish the clinician's absence from the patient's", async () => {
    const { ref } = await visit();
    const { ada, amara: doctor } = clinic.idOf;
    await sessionWith(ref, [], at(0));
    await sessionWith(ref, [{ userId: doctor, role: "clinician", from: 0, to: 5 }], at(1));
    await sessionWith(ref, [{ userId: ada, role: "patient", from: 0, to: 5 }], at(2));
    await sessionWith(
      ref,
      [
        { userId: ada, role: "patient", from: 0, to: 5 },
        { userId: doctor, role: "clinician", from: 5, to: 9 },
      ],
      at(3),
    );
    const { sessions } = await list(amara, ref);
    expect(sessions.map(({ outcome }) => outcome)).toEqual([
      "apart",
      "only-patient",
      "only-clinic",
      "nobody",
    ]);
  });

  test("keep the presence and role of a person who is no longer a member", async () => {
    const { ref, patientMember } = await visit();
    const sessionId = await sessionWith(ref, [
      { userId: clinic.idOf.amara, role: "clinician", from: 0, to: 9 },
      { userId: clinic.idOf.ada, role: "patient", from: 0, to: 9 },
    ]);
    await updateMembers(amara, { ...ref, update: [], remove: [patientMember] });
    const { session, people } = await one(amara, ref, sessionId);
    expect(session.outcome).toBe("met");
    expect(people.map(({ role }) => role).sort()).toEqual(["clinician", "patient"]);
  });

  test("come ten on a page, the newest first", async () => {
    const { ref } = await visit();
    // Three started at the same moment, so the order must be total.
    for (let index = 0; index < 25; index++) await sessionWith(ref, [], at(Math.max(0, index - 2)));
    const seen: string[] = [];
    const starts: number[] = [];
    let before: unknown = null;
    do {
      const page = await list(amara, ref, { before });
      expect(page.sessions.length).toBeLessThanOrEqual(10);
      seen.push(...page.sessions.map(({ id }) => id));
      starts.push(...page.sessions.map(({ startedAt }) => startedAt.getTime()));
      before = page.next;
    } while (before);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
  });

  test("are for administrators and the members who lead the call", async () => {
    const { ref, patientMember } = await visit();
    const sessionId = await sessionWith(ref, []);
    const other = await visit();
    const { actor: patient } = await byLink(clinic, ref, patientMember);
    const admin = await clinic.actor("admin");
    expect((await list(admin, ref)).sessions).toHaveLength(1);
    for (const ask of [list, (who: Actor, which: object) => one(who, which, sessionId)]) {
      await expect(ask(patient, ref)).toBeRefused("NOT_ALLOWED");
      await expect(ask(await clinic.actor("lena"), ref)).toBeRefused("NOT_FOUND");
      await expect(ask(amara, { type: "default", id: "nothing" })).toBeRefused("NOT_FOUND");
    }
    await expect(one(amara, other.ref, sessionId)).toBeRefused("NOT_FOUND");
  });
});

describe("a class of five thousand", () => {
  test("is shown page by page without duplicates, by few and small queries", {
    timeout: 60_000,
  }, async () => {
    const { ref } = await visit();
    const people = Array.from({ length: 5_000 }, () => randomUUID());
    await db().user.createMany({
      data: people.map((id, index) => ({ id, role: "patient" as const, name: `Listener ${index}` })),
    });
    const sessionId = await sessionWith(ref, [
      { userId: clinic.idOf.amara, role: "clinician", from: 1, to: 61 },
      ...people.flatMap((userId, index) => [
        { userId, role: "patient" as const, from: index / 500, to: 30 },
        { userId, role: "patient" as const, from: 40, to: 60 },
      ]),
    ]);
    const began = performance.now();
    const { sessions } = await list(amara, ref);
    console.info(`the list of a class of 5,000: ${Math.round(performance.now() - began)} ms`);
    expect(sessions).toMatchObject([{ people: 5_001, outcome: "met", togetherSeconds: 49 * 60 }]);
    const seen: string[] = [];
    let after: unknown = null;
    do {
      const page = await one(amara, ref, sessionId, { after });
      seen.push(...page.people.map(({ userId }) => userId));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(5_001);
    expect(new Set(seen)).toEqual(new Set([clinic.idOf.amara, ...people]));
  });
});

test("a leave before the join cannot be stored", async () => {
  const { ref } = await visit();
  await expect(
    sessionWith(ref, [{ userId: clinic.idOf.ada, role: "patient", from: 5, to: 4 }]),
  ).rejects.toThrow(/attendance_left_after_joined/);
});
