import type { Actor } from "#lib/access.ts";
import { createAccounts } from "#lib/accounts/server/create-accounts.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
import { clinicians, listeners } from "./cast.ts";
import { idsByEmail } from "./lookup.ts";

const ref = { type: "livestream", id: "healthy-heart-class" };
const dayMs = 86_400_000;
const batchSize = 100;

/** Adds tomorrow's class, and the listeners it lacks. */
export async function addClass(admin: Actor): Promise<void> {
  const memberCount = await db().member.count({ where: { callType: ref.type, callId: ref.id } });
  if (memberCount > listeners.length) return;
  const [teacherId = ""] = (await idsByEmail(clinicians.slice(0, 1))).values();
  const startsAt = new Date(Date.now() + dayMs);
  await createCall(admin, { ...ref, members: [{ userId: teacherId, role: "clinician" }], startsAt });
  for (let start = 0; start < listeners.length; start += batchSize) {
    const added = start + batchSize;
    await addListeners(admin, listeners.slice(start, added));
    if (added % 1_000 === 0) console.log(`Class: ${added} of ${listeners.length} members.`);
  }
}

async function addListeners(admin: Actor, batch: typeof listeners): Promise<void> {
  const known = await idsByEmail(batch);
  const missing = batch.filter(({ email }) => !known.has(email));
  await createAccounts(
    admin,
    missing.map((one) => ({ ...one, role: "patient", teamIds: [] })),
  );
  const userIds = [...(await idsByEmail(batch)).values()];
  await updateMembers(admin, { ...ref, update: userIds.map((userId) => ({ userId, role: "patient" })) });
}
