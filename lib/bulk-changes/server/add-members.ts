import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { type AddManyInput, addManyInput, type BulkChangeRef, maxBytes } from "#lib/bulk-changes/rules.ts";
import { rowsOfRemoved } from "#lib/bulk-changes/store/create-change.ts";
import { changeOf } from "#lib/bulk-changes/store/view-change.ts";
import { permitCall } from "#lib/calls/server/permit-call.ts";
import { textOfFile } from "#lib/csv.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { parse } from "#lib/input.ts";
import { formOf } from "#lib/request.ts";
import { headingsFor } from "./file-headings.ts";
import { readRows } from "./read-rows.ts";
import { startChange } from "./start-change.ts";

/** Returns at once; jobs do the work. @throws AppError NOT_FOUND, NOT_ALLOWED, BAD_INPUT (see readRows) */
export function addMany(actor: Actor, given: AddManyInput, now = new Date()) {
  const { type, id, text, ...requested } = addManyInput.parse(given);
  if (requested.createMissing) allow(actor, "accounts.manage", undefined);
  const rows = readRows(text, headingsFor(actor.locale));
  return startChange(actor, { type, id }, { kind: "add", ...requested }, async () => rows, now);
}

const maxFormBytes = 64 * 1024;

/** Checks the actor before it reads the body. @throws AppError as addMany */
export async function addFromForm(actor: Actor, request: Request) {
  allow(actor, "admin.read", undefined);
  // A form may send both the text and a file, and each line end may grow to two bytes.
  const form = await formOf(request, 2 * maxBytes + maxFormBytes);
  const file = form.get("file");
  const isFile = file instanceof File && file.size > 0;
  const text = isFile ? textOfFile(new Uint8Array(await file.arrayBuffer())) : form.get("text");
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  return addMany(actor, parse(addManyInput, { ...fields, text }));
}

/** Except blocked people. @throws AppError NOT_FOUND, NOT_ALLOWED, CONFLICT (unfinished, or removed no one) */
export async function addBack(
  actor: Actor,
  { changeId, requestId, ...ref }: BulkChangeRef & { requestId: string },
  now = new Date(),
) {
  const { permit } = await permitCall(db(), actor, ref, "members.manage");
  const change = await changeOf(permit, ref, changeId);
  if (!change) throw new AppError("NOT_FOUND");
  if (change.kind !== "remove" || !change.finishedAt) throw new AppError("CONFLICT");
  // Every row has its own role; the change's is never used.
  const requested = { requestId, kind: "add" as const, role: "observer" as const };
  return startChange(actor, ref, requested, (tx, may) => rowsOfRemoved(tx, may, changeId), now);
}
