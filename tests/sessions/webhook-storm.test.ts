import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { presenceOf, secondsIn } from "#lib/attendance/rules.ts";
import { closeDb, db } from "#lib/db.ts";
import { makeClinic } from "#tests/support/clinic.ts";
import { seededRandom, shuffled } from "#tests/support/random.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";
import {
  at,
  createSimulatedVisit,
  type Delivery,
  endsAt,
  type Replay,
  replay,
  resetVisits,
  roundSeconds,
  type SimulatedVisit,
  type SimulatedWebhook,
  secondOf,
  simulateConnections,
  webhooksOf,
} from "./simulated-visits.ts";

// Whatever happens to LiveKit's webhooks, every connection that a webhook or a round of the reconciler met becomes one
// attendance of the right person in the right role, from its true beginning. It ends at its true end if a webhook of the
// leave arrived, else at most a round of the reconciler (15 s) and the clocks' tolerance (5 s) later.

const maxLateMs = 20_000;
const visitsAtOnce = 50;
let livekit: FakeLiveKit;
const visits: SimulatedVisit[] = [];
beforeAll(async () => {
  livekit = await startFakeLiveKit();
  process.env.LIVEKIT_URL = livekit.url;
  const clinic = await makeClinic();
  while (visits.length < visitsAtOnce) visits.push(await createSimulatedVisit(clinic));
}, 120_000);
beforeEach(() => resetVisits(livekit, visits));
afterAll(async () => {
  await closeDb();
  await livekit.stop();
});

const bySid = <T extends { participantSid: string }>(rows: readonly T[]) =>
  rows.toSorted((a, b) => (a.participantSid < b.participantSid ? -1 : 1));

const attendanceBySession = async (sessionIds: readonly string[]) =>
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

/** `met`: the participants that the reconciler met. Returns how many connections it and all webhooks missed. */
const expectTrueAttendance = async (replays: readonly Replay[], met: ReadonlySet<string>) => {
  const written = await attendanceBySession(replays.map(({ visit }) => visit.sessionId));
  let missed = 0;
  for (const { visit, connections, deliveries } of replays) {
    const webhooks = deliveries.map(({ webhook }) => webhook);
    const announced = new Set(webhooks.map(({ about }) => about?.came.sid));
    const left = new Set(webhooks.filter(({ isLeave }) => isLeave).map(({ about }) => about?.came.sid));
    const known = connections.filter(({ came }) => announced.has(came.sid) || met.has(came.sid));
    missed += connections.length - known.length;
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
        const lateMs = (leftAt?.getTime() ?? Number.NaN) - at(one.left).getTime();
        if (left.has(participantSid)) expect(lateMs).toBe(0);
        else {
          expect(lateMs).toBeGreaterThanOrEqual(0);
          expect(lateMs).toBeLessThanOrEqual(maxLateMs);
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
  return missed;
};

/** Replays with `plan` deciding which webhooks of each visit are delivered when. */
const replaysOf = async (
  random: () => number,
  plan: (webhooks: readonly SimulatedWebhook[], index: number) => Delivery[],
): Promise<Replay[]> =>
  Promise.all(
    visits.map(async (visit, index) => {
      const connections = simulateConnections(visit, random);
      return { visit, connections, deliveries: plan(await webhooksOf(visit, connections), index) };
    }),
  );

const promptly = (webhook: SimulatedWebhook): Delivery => ({ webhook, deliverAt: webhook.happenedAt });

describe("the attendance that LiveKit's webhooks leave behind", () => {
  test("is true if they come in order", { timeout: 120_000 }, async () => {
    const replays = await replaysOf(seededRandom(1), (webhooks) => webhooks.map(promptly));
    expect(await expectTrueAttendance(replays, await replay(livekit, replays))).toBe(0);
  });

  test("is true if each comes twice at the same moment", { timeout: 120_000 }, async () => {
    const replays = await replaysOf(seededRandom(2), (webhooks) =>
      webhooks.flatMap((webhook) => [promptly(webhook), promptly(webhook)]),
    );
    expect(await expectTrueAttendance(replays, await replay(livekit, replays))).toBe(0);
  });

  test("is true if all are lost, except for connections between two rounds of the reconciler", {
    timeout: 120_000,
  }, async () => {
    const replays = await replaysOf(seededRandom(3), () => []);
    const met = await replay(livekit, replays);
    const missed = await expectTrueAttendance(replays, met);
    const short = replays.flatMap(({ connections }) =>
      connections.filter(({ came, left }) => left !== null && left - secondOf(came.joinedAt) < roundSeconds),
    );
    expect(missed).toBeGreaterThan(0);
    expect(missed).toBeLessThanOrEqual(short.length);
    // In spite of gaps and late ends, a person's time is true to within two rounds.
    const written = await attendanceBySession(visits.map(({ sessionId }) => sessionId));
    for (const { visit, connections } of replays) {
      const patient = (written.get(visit.sessionId) ?? []).filter(({ role }) => role === "patient");
      const wantedRows = connections
        .filter(({ role }) => role === "patient")
        .map(({ came, left }) => ({ joinedAt: came.joinedAt, leftAt: left === null ? null : at(left) }));
      const [found, wanted] = [patient, wantedRows].map((rows) => presenceOf(rows, at(endsAt)));
      expect(
        Math.abs((found?.joinedAt.getTime() ?? 0) - (wanted?.joinedAt.getTime() ?? 0)),
      ).toBeLessThanOrEqual(30_000);
      expect(
        Math.abs(secondsIn(found?.segments ?? []) - secondsIn(wanted?.segments ?? [])),
      ).toBeLessThanOrEqual(30);
    }
  });

  test("is true in a thousand random orders, with some doubled, some lost and several at once", {
    timeout: 900_000,
  }, async () => {
    const began = performance.now();
    let [orders, delivered, lost, missed] = [0, 0, 0, 0];
    for (let seed = 1; seed <= 1_000 / visitsAtOnce; seed++) {
      await resetVisits(livekit, visits);
      const random = seededRandom(20_261_125 + seed);
      const replays = await replaysOf(random, (webhooks, index) => {
        // In every other visit nothing is lost, and every end must be true to the millisecond.
        const arrived = index % 2 === 0 ? webhooks : webhooks.filter(() => random() > 0.25);
        lost += webhooks.length - arrived.length;
        const copies = [...arrived, ...arrived.filter(() => random() < 0.3)];
        return shuffled(copies, random).map((webhook) => ({
          webhook,
          // Late by nothing, by seconds, or until long after the end.
          deliverAt: webhook.happenedAt + ([0, 10, 60, 300][Math.floor(random() * 4)] ?? 0) * random(),
        }));
      });
      orders += replays.length;
      delivered += replays.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
      const met = await replay(livekit, replays);
      missed += await expectTrueAttendance(replays, met).catch((error: Error) => {
        error.message = `seed ${20_261_125 + seed}: ${error.message}`;
        throw error;
      });
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    console.info(
      `${orders} orders, seeds from 20261126: ${delivered} webhooks delivered, ${lost} lost, ${missed} connections missed; ${seconds} s`,
    );
    expect(orders).toBe(1_000);
  });
});
