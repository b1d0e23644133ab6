import "server-only";
import type { Actor } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type UpdateCallInput, updateCallInput } from "#lib/calls/rules.ts";
import * as store from "#lib/calls/store.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { parse } from "#lib/input.ts";
import { applyLimitInTx } from "#lib/sessions/server/apply-limit.ts";
import { applyRulesToCall } from "#lib/sessions/server/apply-rules.ts";
import { permitCall } from "./permit-call.ts";

/**
 * Changes a call's data, time or settings, in its live session too. Its team, type and id are fixed, and an appointment
 * decides the time of its call.
 * @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (also `startsAt` of an appointment's call)
 */
export async function updateCall(actor: Actor, given: UpdateCallInput, now = new Date()) {
  const { type, id, ...changes } = parse(updateCallInput, given);
  const ref = { type, id };
  const codes = Object.keys(changes).filter((field) => changes[field as keyof typeof changes] !== undefined);
  await transaction(async (tx) => {
    const { permit } = await permitCall(tx, actor, ref, "call.update");
    const kept = await store.keptThings(tx, ref);
    if (changes.startsAt !== undefined && kept?.appointment)
      throw new AppError("BAD_INPUT", { fields: { startsAt: "invalid" } });
    await store.changeCall(tx, permit, ref, changes);
    if (changes.settingsOverride) await applyLimitInTx(tx, ref, now);
    await emit(tx, { kind: "call-changed", ...ref });
    await record(tx, [auditEntry("call.updated", actor.userId, ref, { fields: codes.join(",") })], now);
  });
  if (changes.settingsOverride) await applyRulesToCall(ref, now);
  return { updated: codes };
}
