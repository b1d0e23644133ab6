import "server-only";
import type { Actor } from "#lib/access.ts";
import * as store from "#lib/appointments/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { markEnded } from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { closeRooms, closeSessionsInTx } from "#lib/sessions/server/close-sessions.ts";

/** @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (already cancelled or ended) */
export const cancelAppointment = async (
  actor: Actor,
  input: { type: string; id: string; reason: string },
  now = new Date(),
) => {
  const ref = { type: input.type, id: input.id };
  const rooms = await transaction(async (tx) => {
    const { permit, call } = await permitLockedCall(tx, actor, ref, "appointment.cancel");
    // A visit that took place must not turn into a cancelled one.
    if (!call || call.endedAt) throw new AppError("CONFLICT");
    if (!(await store.markCancelled(tx, permit, ref, input.reason, now))) throw new AppError("CONFLICT");
    // Before markEnded raises the generation, which is part of the rooms' names.
    const closed = await closeSessionsInTx(tx, ref, now);
    await markEnded(tx, permit, ref, now);
    await emit(tx, { kind: "call-changed", ...ref });
    await record(tx, [auditEntry("appointment.cancelled", actor.userId, ref)], now);
    return closed;
  });
  await closeRooms(rooms);
  return ref;
};
