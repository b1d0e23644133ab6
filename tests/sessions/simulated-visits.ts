import { randomUUID } from "node:crypto";
import { db } from "#lib/db.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { reconcile } from "#lib/sessions/server/reconcile-sessions.ts";
import type { Clinic } from "#tests/support/clinic.ts";
import { createCallWith } from "#tests/support/visit-rows.ts";
import type { FakeLiveKit } from "./fake-livekit.ts";
import { type Participant, type SignedWebhook, signedWebhook } from "./signed-webhook.ts";

// Visits of ninety seconds with reloads, second devices, and a room that moves because a member is removed, replayed with
// LiveKit's webhooks in any order.

export const roundSeconds = 15;
const movesAt = 38;
export const endsAt = 90;
const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
export const at = (second: number) => new Date(start + Math.round(second * 1000));
export const secondOf = (date: Date) => (date.getTime() - start) / 1000;

export type SimulatedVisit = Awaited<ReturnType<typeof createSimulatedVisit>>;

/** A visit with an open session, of Dr Osei with Ada Bell and a companion, Bruno Castro. */
export const createSimulatedVisit = async ({ idOf }: Clinic) => {
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
  return { ref, idOf, sessionId, clinicianMember: clinician.id, patientMember: patient.id, companion };
};

/** Removes all traces of a replay, and makes the companions members again. */
export const resetVisits = async (livekit: FakeLiveKit, visits: readonly SimulatedVisit[]) => {
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
};

export type Connection = {
  readonly came: Participant;
  readonly userId: string;
  readonly role: string;
  readonly generation: number;
  /** The second in which they left; null if they stayed to the end. */
  readonly left: number | null;
};

/** The connections of one visit. They begin at any millisecond and last a second or more. */
export const simulateConnections = (visit: SimulatedVisit, random: () => number): Connection[] => {
  const between = (from: number, to: number) => from + random() * (to - from);
  const connect = (userId: string, role: string, identity: string) => {
    return (generation: number, from: number, left: number | null): Connection => ({
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
  const { idOf } = visit;
  const clinician = connect(idOf.amara, "clinician", visit.clinicianMember);
  const patient = connect(idOf.ada, "patient", visit.patientMember);
  const companion = connect(idOf.bruno, "companion", visit.companion.id);
  const reload = between(5, 30);
  const device = between(50, 70);
  const leaves = () => (random() < 0.5 ? null : between(75, 85));
  return [
    clinician(1, between(0.5, 10), movesAt),
    clinician(2, movesAt + between(0.5, 3), leaves()),
    // A reload: the old connection ends after the new one began.
    patient(1, between(1, 4), reload + 1),
    patient(1, reload, movesAt),
    // A second device evicts the first.
    patient(2, movesAt + between(0.5, 3), device + 1),
    patient(2, device, leaves()),
    // Usually in and out between two rounds of the reconciler; then removed, which moves the room.
    companion(1, between(16, 20), between(22, 28)),
    companion(1, between(31, 34), movesAt),
  ];
};

export type SimulatedWebhook = {
  readonly signed: SignedWebhook;
  /** Null for the end of a room. */
  readonly about: Connection | null;
  readonly isLeave: boolean;
  /** In seconds. */
  readonly happenedAt: number;
};

export const webhooksOf = async (
  visit: SimulatedVisit,
  connections: readonly Connection[],
): Promise<SimulatedWebhook[]> => {
  const room = (generation: number) => `${visit.sessionId}.${generation}`;
  const events = connections.flatMap((one) => {
    const { came, generation, left } = one;
    const about = { about: one, room: room(generation), came };
    const joined = {
      ...about,
      kind: "participant_joined",
      happenedAt: secondOf(came.joinedAt),
      isLeave: false,
    };
    return left === null
      ? [joined]
      : [joined, { ...about, kind: "participant_left", happenedAt: left, isLeave: true }];
  });
  const moved = { about: null, room: room(1), kind: "room_finished", happenedAt: movesAt, isLeave: false };
  return Promise.all(
    [...events, moved].map(async ({ about, isLeave, happenedAt, ...event }) => ({
      signed: await signedWebhook({ ...event, at: at(happenedAt) }),
      about,
      isLeave,
      happenedAt,
    })),
  );
};

/** Sets what LiveKit answers about its rooms at a moment. Returns the connections that are open then. */
const setRooms = (
  livekit: FakeLiveKit,
  visit: SimulatedVisit,
  connections: readonly Connection[],
  now: number,
) => {
  const generation = now < movesAt ? 1 : 2;
  const here = connections.filter(
    ({ came, left, ...one }) =>
      one.generation === generation && secondOf(came.joinedAt) <= now && (left === null || now < left),
  );
  livekit.rooms.delete(`${visit.sessionId}.${3 - generation}`);
  livekit.rooms.set(
    `${visit.sessionId}.${generation}`,
    here.map(({ came }) => came),
  );
  return here;
};

export type Delivery = { readonly webhook: SimulatedWebhook; readonly deliverAt: number };
export type Replay = {
  readonly visit: SimulatedVisit;
  readonly connections: readonly Connection[];
  readonly deliveries: readonly Delivery[];
};

/**
 * Replays the visits second by second on one clock. Webhooks of the same second are delivered at once; those for after the
 * end are delivered then, in order, with one round of the reconciler in between. Returns the participants it met.
 */
export const replay = async (livekit: FakeLiveKit, replays: readonly Replay[]) => {
  const met = new Set<string>();
  const runReconciler = async (now: number) => {
    for (const { visit, connections } of replays)
      for (const { came } of setRooms(livekit, visit, connections, Math.min(now, endsAt))) met.add(came.sid);
    await reconcile(at(now));
  };
  const deliver = (due: readonly Delivery[], now: number) =>
    Promise.all(
      due.map(({ webhook: { signed } }) => receiveWebhook(signed.body, signed.authorization, at(now))),
    );
  for (let now = 0; now <= endsAt; now++) {
    if (now === movesAt) {
      await db().call.updateMany({
        where: { id: { in: replays.map(({ visit }) => visit.ref.id) } },
        data: { generation: 2 },
      });
      await db().member.deleteMany({ where: { id: { in: replays.map(({ visit }) => visit.companion.id) } } });
    }
    const due = replays.flatMap(({ deliveries }) =>
      deliveries.filter(({ deliverAt }) => Math.ceil(deliverAt) === now),
    );
    const isTime = now % roundSeconds === 0;
    if (isTime) await Promise.all([runReconciler(now), deliver(due, now)]);
    else await deliver(due, now);
  }
  const late = replays
    .flatMap(({ deliveries }) => deliveries.filter(({ deliverAt }) => deliverAt > endsAt))
    .sort((a, b) => a.deliverAt - b.deliverAt);
  const middle = Math.floor(late.length / 2);
  for (const [index, half] of [late.slice(0, middle), late.slice(middle)].entries()) {
    // Twenty at a time, which keeps their order apart from small races.
    for (let from = 0; from < half.length; from += 20) await deliver(half.slice(from, from + 20), endsAt + 1);
    await runReconciler(endsAt + roundSeconds * (index + 1));
  }
  return met;
};
