import "server-only";
import { randomUUID } from "node:crypto";
import type { CallRef, Permit } from "#lib/access.ts";
import { type CallTypeSettings, settingsOf } from "#lib/call-types/rules.ts";
import type { Tx } from "#lib/db.ts";

export type MayOpen = Permit<"call.start"> | Permit<"call.ring"> | Permit<"call.create">;

/** False for a call without an appointment. */
export const isCancelled = async (tx: Tx, ref: CallRef): Promise<boolean> =>
  (await tx.appointment.count({ where: { callType: ref.type, id: ref.id, status: "cancelled" } })) > 0;

export async function openSessionId(tx: Tx, ref: CallRef): Promise<string | null> {
  const where = { callType: ref.type, callId: ref.id, closedAt: null };
  return (await tx.session.findFirst({ where, select: { id: true } }))?.id ?? null;
}

/**
 * Opens a session or returns the open one: the partial unique index `session_one_open` allows one. The caller holds the
 * call's row, so none closes in between.
 */
export async function insertSession(
  tx: Tx,
  permit: MayOpen,
  ref: CallRef,
  endsAt: Date | null,
  now: Date,
): Promise<{ sessionId: string; started: boolean }> {
  const made = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "session" ("id", "call_type", "call_id", "started_by_id", "started_at", "ends_at")
    VALUES (${randomUUID()}::uuid, ${ref.type}, ${ref.id}, ${permit.actor.userId}::uuid, ${now}, ${endsAt})
    ON CONFLICT ("call_type", "call_id") WHERE "closed_at" IS NULL DO NOTHING
    RETURNING "id"`;
  if (made[0]) return { sessionId: made[0].id, started: true };
  const open = await tx.session.findFirstOrThrow({
    where: { callType: ref.type, callId: ref.id, closedAt: null },
    select: { id: true },
  });
  return { sessionId: open.id, started: false };
}

/** The settings in force for a call. Its type can't change before the caller's transaction ends. */
export async function settingsForStart(tx: Tx, ref: CallRef): Promise<CallTypeSettings> {
  const [row] = await tx.$queryRaw<{ settings: unknown; override: unknown }[]>`
    SELECT ct."settings", c."settings_override" AS "override"
    FROM "call" c JOIN "call_type" ct ON ct."id" = c."type"
    WHERE c."type" = ${ref.type} AND c."id" = ${ref.id} FOR SHARE OF ct`;
  if (!row) throw new Error("The caller locked a call that does not exist.");
  return settingsOf(row.settings, row.override);
}
