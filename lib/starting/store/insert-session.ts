import "server-only";
import { randomUUID } from "node:crypto";
import type { CallRef, Permit } from "#lib/access.ts";
import { type CallTypeSettings, settingsOf } from "#lib/call-types/rules.ts";
import type { Tx } from "#lib/db.ts";
import { fetchFirst, kysely } from "#lib/sql.ts";

export type MayOpen = Permit<"call.start"> | Permit<"call.ring"> | Permit<"call.create">;

export const isCancelled = async (tx: Tx, ref: CallRef): Promise<boolean> =>
  (await tx.appointment.count({ where: { callType: ref.type, id: ref.id, status: "cancelled" } })) > 0;

export async function openSessionId(tx: Tx, ref: CallRef): Promise<string | null> {
  const where = { callType: ref.type, callId: ref.id, closedAt: null };
  return (await tx.session.findFirst({ where, select: { id: true } }))?.id ?? null;
}

/** The unique index `session_one_open` allows one. The caller holds the call's row, so it stays open. */
export async function insertSession(
  tx: Tx,
  permit: MayOpen,
  ref: CallRef,
  endsAt: Date | null,
  now: Date,
): Promise<{ sessionId: string; started: boolean }> {
  const { type: callType, id: callId } = ref;
  const insert = kysely
    .insertInto("session")
    .values({
      id: randomUUID(),
      call_type: callType,
      call_id: callId,
      started_by_id: permit.actor.userId,
      started_at: now,
      ends_at: endsAt,
    })
    .onConflict((conflict) =>
      conflict.columns(["call_type", "call_id"]).where("closed_at", "is", null).doNothing(),
    )
    .returning("id");
  const made = await fetchFirst(tx, insert);
  if (made) return { sessionId: made.id, started: true };
  const where = { callType, callId, closedAt: null };
  const open = await tx.session.findFirstOrThrow({ where, select: { id: true } });
  return { sessionId: open.id, started: false };
}

/** Locks the call type, so that it can't change before the transaction ends. */
export async function settingsForStart(tx: Tx, { type, id }: CallRef): Promise<CallTypeSettings> {
  const query = kysely
    .selectFrom("call as c")
    .innerJoin("call_type as ct", "ct.id", "c.type")
    .where("c.type", "=", type)
    .where("c.id", "=", id)
    .select(["ct.settings", "c.settings_override as override"])
    .forShare("ct");
  const row = await fetchFirst(tx, query);
  if (!row) throw new Error("The caller locked a call that does not exist.");
  return settingsOf(row.settings, row.override);
}
