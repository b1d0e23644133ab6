import "server-only";
import { type Actor, allow } from "#lib/access.ts";
import { addManyInput, maxBytes } from "#lib/bulk-changes/rules.ts";
import { addMany } from "#lib/bulk-changes/server.ts";
import { textOfFile } from "#lib/csv.ts";
import { parse } from "#lib/input.ts";
import { formOf } from "#lib/request.ts";

/** What the fields of the form take beside the list itself. */
const formBytes = 64 * 1024;

/**
 * addMany for a form with a file in it: the file's text, or what was pasted. Nothing is read of the body before it is known
 * who sends it.
 * @throws AppError as addMany
 */
export const addFromForm = async (actor: Actor, request: Request) => {
  allow(actor, "admin.read", undefined);
  // Pasted text and file may both be there; each line end may take two bytes more than it was.
  const form = await formOf(request, 2 * maxBytes + formBytes);
  const file = form.get("file");
  const isFile = file instanceof File && file.size > 0;
  const text = isFile ? textOfFile(new Uint8Array(await file.arrayBuffer())) : form.get("text");
  const fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  return addMany(actor, parse(addManyInput, { ...fields, text }));
};
