import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { afterCommit } from "#lib/after-commit.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitCallWithLock } from "#lib/calls/server/permit-call.ts";
import { lockCall } from "#lib/calls/store.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { enqueue } from "#lib/jobs.ts";
import { deleteRoom } from "#lib/livekit.ts";
import { announceStart } from "#lib/notifications/server.ts";
import { cancelInside, ringInside } from "#lib/rings/ringing.ts";
import { firstEnd, roomName } from "./rules.ts";
import * as store from "./store.ts";

/**
 * The call's row, locked, of a call that can be started.
 * @throws AppError NOT_FOUND, ENDED, CANCELLED
 */
export const lockForStart = async (tx: Tx, ref: CallRef): Promise<void> => {
  const call = await lockCall(tx, ref);
  if (!call) throw new AppError("NOT_FOUND");
  if (await store.isCancelled(tx, ref)) throw new AppError("CANCELLED");
  if (call.endedAt) throw new AppError("ENDED");
};

type MayBegin = Permit<"call.start"> | Permit<"call.ring"> | Permit<"call.create">;

/** Whom to ring: nobody, everybody but the one who begins, or these members. */
type Whom = { readonly ring: "nobody" | "everybody" | readonly string[] };

/**
 * Opens the call's session, unless one is open, and tells its members, in the caller's transaction, which holds the call's
 * row. Whoever is rung hears it ring, the others get an ordinary message, once a session. `rung` is null when everybody was
 * to be rung and they are too many for that: they are told. The caller records `entries`, last.
 */
export const beginInside = async (tx: Tx, permit: MayBegin, ref: CallRef, { ring }: Whom, now: Date) => {
  const { type, id } = ref;
  const { maxDurationSeconds } = await store.settingsFor(tx, ref);
  const endsAt = firstEnd(now, maxDurationSeconds);
  const session = await store.openSession(tx, permit, ref, endsAt, now);
  const { sessionId, started } = session;
  if (started && endsAt) await enqueue(tx, "close-overdue", { sessionId }, { runAt: endsAt });
  const memberIds = typeof ring === "string" ? null : ring;
  const nobody = { rung: [], entries: [] };
  const ringing =
    ring === "nobody" ? nobody : await ringInside(tx, permit, { type, id, sessionId, memberIds }, now);
  const { rung, entries } = ringing ?? { rung: null, entries: [] };
  if (!started) return { ...session, rung, entries };
  const told = (rung ?? []).filter(({ state }) => state === "ringing" || state === "busy");
  const rungMemberIds = told.map(({ memberId }) => memberId);
  await announceStart(tx, { sessionId, type, id, startedBy: permit.actor.userId, rungMemberIds }, now);
  await emit(tx, { kind: "call-started", type, id });
  const start = auditEntry("call.started", permit.actor.userId, ref, { sessionId });
  return { ...session, rung, entries: [start, ...entries] };
};

/**
 * Starts the visit: from the commit on its members may come in, and they are rung, or only told where the type says so.
 * However many ask at once, one session opens and rings once; everybody gets its id.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, ENDED, CANCELLED
 */
export const startVisit = (
  actor: Actor,
  ref: CallRef,
  now = new Date(),
): Promise<{ sessionId: string; started: boolean }> =>
  transaction(async (tx) => {
    const { permit } = await permitCallWithLock(tx, actor, ref, "call.start", lockForStart);
    const open = await store.openId(tx, ref);
    if (open) return { sessionId: open, started: false };
    const ring = (await store.settingsFor(tx, ref)).ring.onStart ? "everybody" : "nobody";
    const { sessionId, started, entries } = await beginInside(tx, permit, ref, { ring }, now);
    await record(tx, entries, now);
    return { sessionId, started };
  });

/**
 * Closes the call's open session, ends its attendances and what still rings, in the caller's transaction, which holds the
 * call's row and has not raised its generation yet. Answers the names of the rooms to close after the commit.
 */
export const closeSessions = async (tx: Tx, ref: CallRef, now: Date): Promise<string[]> => {
  const rings = await cancelInside(tx, ref, null, null, now);
  const rooms = (await store.closeOpen(tx, ref, now)).map(roomName);
  await record(tx, rings, now);
  return rooms;
};

/** Ends the rooms and everybody's connection in them. After the commit; never throws. */
export const closeRooms = (names: readonly string[]): Promise<void> =>
  afterCommit("a room was not closed", names.map(deleteRoom));
