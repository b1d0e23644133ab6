import "server-only";
import type { Actor } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type ExtendInput, extendedEnd } from "#lib/sessions/rules.ts";
import { lockLimited } from "#lib/sessions/store/limit-sessions.ts";
import { moveEndInTx } from "./apply-limit.ts";

/** @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (no live session that can be extended by so much) */
export const extendSession = (
  actor: Actor,
  { type, id, minutes }: ExtendInput,
  now = new Date(),
): Promise<{ endsAt: Date }> =>
  transaction(async (tx) => {
    const ref = { type, id };
    await permitLockedCall(tx, actor, ref, "session.extend");
    const [session] = await lockLimited(tx, ref);
    const endsAt = session && extendedEnd(session, minutes, now);
    if (!session || !endsAt) throw new AppError("CONFLICT");
    await moveEndInTx(tx, session, endsAt, session.extendedSeconds + minutes * 60);
    const details = { sessionId: session.sessionId, minutes, endsAt: endsAt.toISOString() };
    await record(tx, [auditEntry("session.extended", actor.userId, ref, details)], now);
    return { endsAt };
  });
