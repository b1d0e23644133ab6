import "server-only";
import { type Actor, allow, type CallRef, type CallRelation, type Permit } from "#lib/access.ts";
import type { Tx } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { lockCall, relationOf } from "./store.ts";

type About =
  | "call.start"
  | "call.end"
  | "members.manage"
  | "members.remove"
  | "members.mute"
  | "session.extend"
  | "appointment.cancel";

/** The right to do this to a call. @throws AppError NOT_FOUND, NOT_ALLOWED */
export const permitFor = async <P extends About>(
  client: Parameters<typeof relationOf>[0],
  actor: Actor,
  ref: CallRef,
  permission: P,
): Promise<Permit<P>> => {
  const relation: CallRelation | null = await relationOf(client, actor, ref);
  if (!relation) throw new AppError("NOT_FOUND");
  return allow(actor, permission, relation as never);
};

/**
 * Locks the call's row (by `lock`) for somebody who may do this, and asks again behind the lock: whoever waited for it may
 * have been removed, blocked or given another role meanwhile. Who may not do it locks nothing.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const lockedFor = async <P extends About, L>(
  tx: Tx,
  actor: Actor,
  ref: CallRef,
  permission: P,
  lock: (tx: Tx, ref: CallRef) => Promise<L>,
): Promise<{ permit: Permit<P>; call: L }> => {
  await permitFor(tx, actor, ref, permission);
  const call = await lock(tx, ref);
  return { permit: await permitFor(tx, actor, ref, permission), call };
};

/** lockedFor with the lock that most changes take: `call` is null for one that is deleted meanwhile. */
export const lockedCallFor = <P extends About>(tx: Tx, actor: Actor, ref: CallRef, permission: P) =>
  lockedFor(tx, actor, ref, permission, lockCall);
