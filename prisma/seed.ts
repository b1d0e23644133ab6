/**
 * A small believable clinic, made through the same use cases as the app. Run at every start of the demo: it adds what
 * is missing, sees to it that a visit is about to begin, and writes the ways in to SEED_OUTPUT.
 */
import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createFirstAdmin } from "#lib/accounts/server/create-accounts.ts";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { actorOf } from "#lib/session.ts";
import { addClass, addTeamsAndPeople, addWeek } from "./seed-clinic.ts";
import { visitForDemo } from "./seed-demo-visit.ts";

const adminEmail = "admin@bedside.example";
const clinicianEmail = "amara.osei@bedside.example";

/** The same at every start of one installation, another one in each: nothing to look up, nothing to leak. */
const demoPassword = () => {
  const letters = createHmac("sha256", env().APP_SECRET).update("demo password").digest("hex");
  return `demo-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8, 12)}`;
};

const say = (words: string) => process.stdout.write(`${words}\n`);

const idOf = async (email: string) =>
  (await db().user.findFirst({ where: { email, role: { not: "patient" } }, select: { id: true } }))?.id;

const seed = async () => {
  const password = demoPassword();
  await ensureBuiltInTypes();
  const adminId =
    (await idOf(adminEmail)) ??
    (await createFirstAdmin({ name: "Robin Adler", email: adminEmail, password, timeZone: "Europe/Berlin" }));
  const admin = await actorOf(adminId);
  await addTeamsAndPeople(admin, password, say);
  await addWeek(admin, say);
  await addClass(admin, say);
  const clinicianId = await idOf(clinicianEmail);
  if (!clinicianId)
    throw new Error("The demo's clinician is missing. Start over with: npm run demo -- --reset");
  const patientLink = await visitForDemo(await actorOf(clinicianId));
  const ways = {
    clinician: { email: clinicianEmail, password },
    admin: { email: adminEmail, password },
    patientLink,
  };
  if (process.env.SEED_OUTPUT)
    await writeFile(process.env.SEED_OUTPUT, JSON.stringify(ways), { mode: 0o600 });
};

try {
  await seed();
} finally {
  await closeDb();
}
