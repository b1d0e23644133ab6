import "server-only";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import type { BulkChangeKind } from "#lib/bulk-changes/rules.ts";
import { addRows, insertChange, type NewRow } from "#lib/bulk-changes/store/create-change.ts";
import { changeOf } from "#lib/bulk-changes/store/view-change.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue } from "#lib/jobs.ts";
import type { MemberRole } from "#lib/roles.ts";
import type { Prisma } from "#prisma/generated/client.ts";

type Requested = {
  requestId: string;
  kind: BulkChangeKind;
  role: MemberRole | null;
  changeRoles?: boolean;
  createMissing?: boolean;
  filter?: Prisma.InputJsonObject;
};
type RowsOf = (tx: Tx, permit: Permit<"members.manage">) => Promise<readonly NewRow[]>;

/** Repeating it starts nothing more. @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (another person's id) */
export const startChange = (
  actor: Actor,
  ref: CallRef,
  { requestId: changeId, ...requested }: Requested,
  rowsOf: RowsOf,
  now: Date,
) =>
  transaction(async (tx) => {
    const { permit } = await permitCall(tx, actor, ref, "members.manage");
    const change = { changeId, ref, ...requested, createdById: actor.userId };
    if (await insertChange(tx, permit, change, now)) {
      const rows = await rowsOf(tx, permit);
      await addRows(tx, changeId, rows, 0);
      await enqueue(tx, "change-members", { changeId, after: 0 });
      const details = { changeId, kind: requested.kind, rows: rows.length, role: requested.role };
      await record(tx, [auditEntry("bulk-change.started", actor.userId, ref, details)], now);
    } else if ((await changeOf(permit, ref, changeId, tx))?.createdById !== actor.userId) {
      throw new AppError("CONFLICT");
    }
    return { type: ref.type, id: ref.id, changeId };
  });
