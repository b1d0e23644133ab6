import "server-only";
import { z } from "zod";
import { type Actor, allow } from "#lib/access.ts";
import * as store from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountRole } from "#lib/roles.ts";
import { evictPersonInTx, finishEvictions } from "#lib/sessions/server/evict-members.ts";
import { rejectTakenEmail } from "./create-accounts.ts";
import { endSignInsInTx } from "./end-sign-in.ts";

/**
 * Keeps at least one active administrator besides this person. The actor is checked again under the lock: when two
 * administrators demote each other at once, the second is no longer one.
 * @throws AppError LAST_ADMIN, NOT_ALLOWED
 */
async function requireAnotherAdmin(tx: Tx, actor: Actor, userId: string) {
  const remaining = await store.adminsWithout(tx, userId);
  if (remaining.length === 0) throw new AppError("LAST_ADMIN");
  if (!remaining.includes(actor.userId)) throw new AppError("NOT_ALLOWED");
}

/** Ends every sign-in and visit of theirs. @throws AppError NOT_ALLOWED (also for oneself), NOT_FOUND, LAST_ADMIN */
export async function setAccountDisabled(
  actor: Actor,
  { userId, disabled }: { userId: string; disabled: boolean },
  now = new Date(),
) {
  const evictions = await transaction(async (tx) => {
    const permit = allow(actor, "accounts.manage", undefined);
    if (userId === actor.userId) throw new AppError("NOT_ALLOWED");
    if (disabled) await requireAnotherAdmin(tx, actor, userId);
    const { count } = await store.setDisabled(tx, permit, userId, disabled ? now : null);
    if (count === 0) throw new AppError("NOT_FOUND");
    const ended = disabled ? await endSignInsInTx(tx, actor, { userId }, now) : [];
    const evicted = disabled ? await evictPersonInTx(tx, userId) : [];
    const kind = disabled ? "account.disabled" : "account.enabled";
    await record(tx, [...ended, auditEntry(kind, actor.userId, userId)], now);
    return evicted;
  });
  await finishEvictions(evictions);
  return { userId };
}

/** They must sign in again. @throws AppError NOT_ALLOWED (also for oneself), LAST_ADMIN, BAD_INPUT (e-mail taken) */
export async function changeAccountRole(
  actor: Actor,
  { userId, role }: { userId: string; role: AccountRole },
  now = new Date(),
) {
  const evictions = await transaction(async (tx) => {
    const permit = allow(actor, "accounts.manage", undefined);
    if (userId === actor.userId) throw new AppError("NOT_ALLOWED");
    if (role !== "admin") await requireAnotherAdmin(tx, actor, userId);
    const { count } = await store.setRole(tx, permit, userId, role);
    if (count === 0) return [];
    const evicted = await evictPersonInTx(tx, userId);
    const ended = await endSignInsInTx(tx, actor, { userId }, now);
    await record(tx, [...ended, auditEntry("account.role-changed", actor.userId, userId, { role })], now);
    return evicted;
  }).catch(rejectTakenEmail);
  await finishEvictions(evictions);
  return { userId };
}

/** @throws AppError NOT_ALLOWED */
export async function findPerson(actor: Actor, { userId }: { userId: string }) {
  const permit = allow(actor, "admin.read", undefined);
  if (!z.uuid().safeParse(userId).success) return null;
  const person = await store.personOf(permit, userId);
  return person && { id: person.id, name: person.name };
}
