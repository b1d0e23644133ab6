import "server-only";
import {
  type Actor,
  allow,
  type CallRef,
  type CallRelation,
  type Permission,
  type Permit,
  type Subject,
} from "#lib/access.ts";
import { lockCall, relationOf } from "#lib/calls/store.ts";
import type { Tx } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";

type Client = Parameters<typeof relationOf>[0];
export type CallPermission = {
  [P in Permission]: Subject<P> extends CallRelation ? P : never;
}[Permission];

/** @throws AppError NOT_FOUND */
export async function relationTo(client: Client, actor: Actor, ref: CallRef): Promise<CallRelation> {
  const relation = await relationOf(client, actor, ref);
  if (!relation) throw new AppError("NOT_FOUND");
  return relation;
}

/** @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function permitCall<P extends CallPermission>(
  client: Client,
  actor: Actor,
  ref: CallRef,
  permission: P,
): Promise<{ permit: Permit<P>; relation: CallRelation }> {
  const relation = await relationTo(client, actor, ref);
  return { permit: allow(actor, permission, relation as never), relation };
}

/**
 * Locks the call's row with `lock` and checks again, because the actor may have been removed, blocked or given another role
 * while waiting. Actors without the permission lock nothing.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export async function permitCallWithLock<P extends CallPermission, L>(
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  permission: P,
  lock: (tx: Tx, ref: CallRef) => Promise<L>,
) {
  await permitCall(tx, actor, ref, permission);
  const call = await lock(tx, ref);
  return { ...(await permitCall(tx, actor, ref, permission)), call };
}

/** permitCallWithLock with the lock most changes take. `call` is null when the call was deleted meanwhile. */
export const permitLockedCall = <P extends CallPermission>(
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  permission: P,
) => permitCallWithLock(tx, actor, ref, permission, lockCall);
