import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { presenceOf, secondsIn } from "#lib/attendance/rules.ts";
import { closeDb, db } from "#lib/db.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { reconcile } from "#lib/sessions/server/reconcile-sessions.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { seededRandom, shuffled } from "#tests/support/random.ts";
import { createCallWith } from "#tests/support/visit-rows.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";
import { type Participant, type SignedWebhook, signedWebhook } from "./signed-webhook.ts";

// Visits of several people with reloads, second devices and a room that moves because somebody is removed; LiveKit's
// webhooks about them in order, lost altogether, doubled, and in a thousand random orders, several at once, while the
// reconciler looks every fifteen seconds. "The same" means, for every true connection that anybody could know of: one
// attendance, of the right person in the right role, from the true moment; until the true moment when any word of the
// leave arrived, else until at most a round of the reconciler (15 s) and the clocks' tolerance (5 s) later. And nothing else.

const roundSeconds = 15;
const lateAtMost = 20_000;
const movesAt = 38;
const endsAt = 90;
const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const at = (second: number) => new Date(start + Math.round(second * 1000));
const second = (date: Date) => (date.getTime() - start) / 1000;

let livekit: FakeLiveKit;
let clinic: Clinic;
beforeAll(async () => {
  livekit = await startFakeLiveKit();
  process.env.LIVEKIT_URL = livekit.url;
  clinic = await makeClinic();
  while (visits.length < stage) visits.push(await begin());
}, 120_000);
afterAll(async () => {
  await closeDb();
  await livekit.stop();
});

/** So many visits run at the same time. */
const stage = 50;
type Visit = Awaited<ReturnType<typeof begin>>;
const visits: Visit[] = [];

const begin = async () => {
  const { idOf } = clinic;
  const ref = await createCallWith([
    { userId: idOf.amara, role: "clinician" },
    { userId: idOf.ada, role: "patient" },
    { userId: idOf.bruno, role: "companion" },
  ]);
  const { id: sessionId } = await db().session.create({
    data: { callType: ref.type, callId: ref.id, startedById: idOf.amara, startedAt: at(0) },
  });
  const member = (userId: string) => db().member.findFirstOrThrow({ where: { callId: ref.id, userId } });
  const [clinician, patient] = [await member(idOf.amara), await member(idOf.ada)];
  const companion = await member(idOf.bruno);
  return { ref, sessionId, clinicianMember: clinician.id, patientMember: patient.id, companion };
};

/** As if nothing had happened yet, the companion a member again. */
beforeEach(reset);
async function reset() {
  livekit.rooms.clear();
  await db().attendance.deleteMany();
  await db().webhookEvent.deleteMany();
  await db().session.updateMany({
    data: { openedAt: null, emptySince: null, closedAt: null, comparedAt: null, comparedSince: null },
  });
  await db().call.updateMany({ data: { generation: 1 } });
  await db().formerMember.deleteMany();
  for (const { companion } of visits) {
    const { custom: _custom, userCustom: _userCustom, ...row } = companion;
    await db().member.upsert({ where: { id: row.id }, create: row, update: {} });
  }
}

type True = {
  readonly came: Participant;
  readonly userId: string;
  readonly role: string;
  readonly generation: number;
  /** The second in which they left; null when they were still there at the end. */
  readonly left: number | null;
};

/** What truly happens in one visit. Connections begin at any millisecond and last a second or more. */
const story = (visit: Visit, random: () => number): True[] => {
  const between = (from: number, to: number) => from + random() * (to - from);
  const connect = (userId: string, role: string, identity: string) => {
    return (generation: number, from: number, left: number | null): True => ({
      came: {
        sid: `PA_${randomUUID()}`,
        identity,
        device: `window-${Math.floor(random() * 1e9)}`,
        joinedAt: at(from),
      },
      userId,
      role,
      generation,
      left: left === null ? null : Math.max(Math.ceil(from) + 1, Math.round(left)),
    });
  };
  const { idOf } = clinic;
  const clinician = connect(idOf.amara, "clinician", visit.clinicianMember);
  const patient = connect(idOf.ada, "patient", visit.patientMember);
  const companion = connect(idOf.bruno, "companion", visit.companion.id);
  const reload = between(5, 30);
  const device = between(50, 70);
  const goes = () => (random() < 0.5 ? null : between(75, 85));
  return [
    clinician(1, between(0.5, 10), movesAt),
    clinician(2, movesAt + between(0.5, 3), goes()),
    // A reload: the old connection ends after the new one began.
    patient(1, between(1, 4), reload + 1),
    patient(1, reload, movesAt),
    // A second device throws the first out.
    patient(2, movesAt + between(0.5, 3), device + 1),
    patient(2, device, goes()),
    // In and out between two looks, as a rule; then removed with the move.
    companion(1, between(16, 20), between(22, 28)),
    companion(1, between(31, 34), movesAt),
  ];
};

type Sent = {
  readonly webhook: SignedWebhook;
  readonly about: True | null;
  readonly leave: boolean;
  readonly happened: number;
};

const eventsOf = async (visit: Visit, truth: readonly True[]): Promise<Sent[]> => {
  const room = (generation: number) => `${visit.sessionId}.${generation}`;
  const events = truth.flatMap((one) => {
    const { came, generation, left } = one;
    const about = { about: one, room: room(generation), came };
    const joined = { ...about, kind: "participant_joined", happened: second(came.joinedAt), leave: false };
    return left === null
      ? [joined]
      : [joined, { ...about, kind: "participant_left", happened: left, leave: true }];
  });
  const moved = { about: null, room: room(1), kind: "room_finished", happened: movesAt, leave: false };
  return Promise.all(
    [...events, moved].map(async ({ about, leave, happened, ...event }) => ({
      webhook: await signedWebhook({ ...event, at: at(happened) }),
      about,
      leave,
      happened,
    })),
  );
};

/** Who is truly connected to which room at a moment: what LiveKit answers when it is asked. */
const setRooms = (visit: Visit, truth: readonly True[], now: number) => {
  const generation = now < movesAt ? 1 : 2;
  const here = truth.filter(
    ({ came, left, ...one }) =>
      one.generation === generation && second(came.joinedAt) <= now && (left === null || now < left),
  );
  livekit.rooms.delete(`${visit.sessionId}.${3 - generation}`);
  livekit.rooms.set(
    `${visit.sessionId}.${generation}`,
    here.map(({ came }) => came),
  );
  return here;
};

type Delivery = { readonly sent: Sent; readonly when: number };
type Run = { readonly visit: Visit; readonly truth: readonly True[]; readonly plan: readonly Delivery[] };

/**
 * Plays the visits second by second on one clock. What is delivered in the same second is delivered at once; what is
 * planned for after the end comes after it, in the order planned, with one look of the reconciler in the middle.
 */
const play = async (runs: readonly Run[]) => {
  const seen = new Set<string>();
  const look = async (now: number) => {
    for (const { visit, truth } of runs)
      for (const { came } of setRooms(visit, truth, Math.min(now, endsAt))) seen.add(came.sid);
    await reconcile(at(now));
  };
  const deliver = (due: readonly Delivery[], now: number) =>
    Promise.all(
      due.map(({ sent }) => receiveWebhook(sent.webhook.body, sent.webhook.authorization, at(now))),
    );
  for (let now = 0; now <= endsAt; now++) {
    if (now === movesAt) {
      await db().call.updateMany({
        where: { id: { in: runs.map(({ visit }) => visit.ref.id) } },
        data: { generation: 2 },
      });
      await db().member.deleteMany({ where: { id: { in: runs.map(({ visit }) => visit.companion.id) } } });
    }
    const due = runs.flatMap(({ plan }) => plan.filter(({ when }) => Math.ceil(when) === now));
    const isTime = now % roundSeconds === 0;
    if (isTime) await Promise.all([look(now), deliver(due, now)]);
    else await deliver(due, now);
  }
  const late = runs
    .flatMap(({ plan }) => plan.filter(({ when }) => when > endsAt))
    .sort((a, b) => a.when - b.when);
  const middle = Math.floor(late.length / 2);
  for (const [index, half] of [late.slice(0, middle), late.slice(middle)].entries()) {
    // A few at a time, so that their order is more than an accident.
    for (let from = 0; from < half.length; from += 20) await deliver(half.slice(from, from + 20), endsAt + 1);
    await look(endsAt + roundSeconds * (index + 1));
  }
  return seen;
};

const bySid = <T extends { participantSid: string }>(rows: readonly T[]) =>
  rows.toSorted((a, b) => (a.participantSid < b.participantSid ? -1 : 1));

const attendance = async (sessionIds: readonly string[]) =>
  Map.groupBy(
    await db().attendance.findMany({
      where: { sessionId: { in: [...sessionIds] } },
      select: {
        sessionId: true,
        participantSid: true,
        userId: true,
        role: true,
        device: true,
        joinedAt: true,
        leftAt: true,
      },
    }),
    (row) => row.sessionId,
  );

/** Everything that must be so after the storm. Answers how many connections nobody could know of. */
const expectTruth = async (runs: readonly Run[], seen: ReadonlySet<string>) => {
  const written = await attendance(runs.map(({ visit }) => visit.sessionId));
  let invisible = 0;
  for (const { visit, truth, plan } of runs) {
    const heard = new Set(plan.map(({ sent }) => sent.about?.came.sid));
    const told = new Set(plan.filter(({ sent }) => sent.leave).map(({ sent }) => sent.about?.came.sid));
    const known = truth.filter(({ came }) => heard.has(came.sid) || seen.has(came.sid));
    invisible += truth.length - known.length;
    const rows = bySid(written.get(visit.sessionId) ?? []);
    expect(rows.map(({ leftAt: _leftAt, sessionId: _sessionId, ...row }) => row)).toEqual(
      bySid(
        known.map(({ came, userId, role }) => ({
          participantSid: came.sid,
          userId,
          role,
          device: came.device,
          joinedAt: came.joinedAt,
        })),
      ),
    );
    for (const { participantSid, leftAt } of rows) {
      const one = known.find(({ came }) => came.sid === participantSid);
      if (!one || one.left === null) expect(leftAt).toBeNull();
      else {
        const late = (leftAt?.getTime() ?? Number.NaN) - at(one.left).getTime();
        if (told.has(participantSid)) expect(late).toBe(0);
        else {
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThanOrEqual(lateAtMost);
        }
      }
    }
    const session = await db().session.findUniqueOrThrow({ where: { id: visit.sessionId } });
    const isOpen = rows.some(({ leftAt }) => leftAt === null);
    expect({
      openedAt: session.openedAt,
      emptySince: session.emptySince,
      closedAt: session.closedAt,
    }).toEqual({
      openedAt: new Date(Math.min(...rows.map(({ joinedAt }) => joinedAt.getTime()))),
      emptySince: isOpen ? null : new Date(Math.max(...rows.map(({ leftAt }) => leftAt?.getTime() ?? 0))),
      closedAt: null,
    });
  }
  return invisible;
};

const runsOf = async (
  random: () => number,
  plan: (events: readonly Sent[], index: number) => Delivery[],
): Promise<Run[]> =>
  Promise.all(
    visits.map(async (visit, index) => {
      const truth = story(visit, random);
      return { visit, truth, plan: plan(await eventsOf(visit, truth), index) };
    }),
  );

const atOnce = (sent: Sent): Delivery => ({ sent, when: sent.happened });

describe("LiveKit's webhooks", () => {
  test("in order: the attendances are what happened", { timeout: 120_000 }, async () => {
    const runs = await runsOf(seededRandom(1), (events) => events.map(atOnce));
    expect(await expectTruth(runs, await play(runs))).toBe(0);
  });

  test("each of them twice, at the same moment: the same", { timeout: 120_000 }, async () => {
    const runs = await runsOf(seededRandom(2), (events) =>
      events.flatMap((sent) => [atOnce(sent), atOnce(sent)]),
    );
    expect(await expectTruth(runs, await play(runs))).toBe(0);
  });

  test("lost altogether: the same from the reconciler alone, but for who came and went between two looks", {
    timeout: 120_000,
  }, async () => {
    const runs = await runsOf(seededRandom(3), () => []);
    const seen = await play(runs);
    const invisible = await expectTruth(runs, seen);
    const short = runs.flatMap(({ truth }) =>
      truth.filter(({ came, left }) => left !== null && left - second(came.joinedAt) < roundSeconds),
    );
    expect(invisible).toBeGreaterThan(0);
    expect(invisible).toBeLessThanOrEqual(short.length);
    // What is left of a person's time after the gaps and the late leaves is within a round of the truth.
    const written = await attendance(visits.map(({ sessionId }) => sessionId));
    for (const { visit, truth } of runs) {
      const patient = (written.get(visit.sessionId) ?? []).filter(({ role }) => role === "patient");
      const really = truth
        .filter(({ role }) => role === "patient")
        .map(({ came, left }) => ({ joinedAt: came.joinedAt, leftAt: left === null ? null : at(left) }));
      const [found, wanted] = [patient, really].map((rows) => presenceOf(rows, at(endsAt)));
      expect(
        Math.abs((found?.joinedAt.getTime() ?? 0) - (wanted?.joinedAt.getTime() ?? 0)),
      ).toBeLessThanOrEqual(30_000);
      expect(
        Math.abs(secondsIn(found?.segments ?? []) - secondsIn(wanted?.segments ?? [])),
      ).toBeLessThanOrEqual(30);
    }
  });

  test("in a thousand random orders, some doubled, some lost, several at once: the same", {
    timeout: 900_000,
  }, async () => {
    const began = performance.now();
    let [orders, delivered, lost, invisible] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 1_000 / stage; seed++) {
      await reset();
      const random = seededRandom(20_261_125 + seed);
      const runs = await runsOf(random, (events, index) => {
        // In every other visit nothing is lost, so that all of it must come out to the millisecond.
        const arrived = index % 2 === 0 ? events : events.filter(() => random() > 0.25);
        lost += events.length - arrived.length;
        const copies = [...arrived, ...arrived.filter(() => random() < 0.3)];
        return shuffled(copies, random).map((sent) => ({
          sent,
          // Late by nothing, by seconds, or by until long after everything.
          when: sent.happened + ([0, 10, 60, 300][Math.floor(random() * 4)] ?? 0) * random(),
        }));
      });
      orders += runs.length;
      delivered += runs.reduce((sum, { plan }) => sum + plan.length, 0);
      const seen = await play(runs);
      invisible += await expectTruth(runs, seen).catch((error: Error) => {
        error.message = `seed ${20_261_125 + seed}: ${error.message}`;
        throw error;
      });
    }
    const took = Math.round((performance.now() - began) / 1000);
    console.info(
      `${orders} orders, seeds 20261126 on: ${delivered} webhooks delivered, ${lost} lost; ${invisible} connections of which no word arrived and that no look met; ${took} s`,
    );
    expect(orders).toBe(1_000);
  });
});
