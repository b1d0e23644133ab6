// A small, believable clinic, created through the app's own use cases. The demo runs this at every start: it adds what is
// missing, ensures that a visit is about to begin, and writes how to sign in to SEED_OUTPUT.

import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createFirstAdmin } from "#lib/accounts/server/create-accounts.ts";
import { ensureBuiltInTypes } from "#lib/call-types/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { actorOf } from "#lib/session.ts";
import type { Credentials } from "#scripts/demo/credentials.ts";
import { addAccounts } from "./seed/accounts.ts";
import { clinicians } from "./seed/cast.ts";
import { addClass } from "./seed/class.ts";
import { ensureDemoVisit } from "./seed/demo-visit.ts";
import { addWeek } from "./seed/week.ts";

const admin = { name: "Robin Adler", email: "admin@bedside.example", timeZone: "Europe/Berlin" };
const clinicianEmail = clinicians[0].email;

async function seed(): Promise<Credentials> {
  const password = demoPassword();
  await ensureBuiltInTypes();
  const adminId = (await staffIdOf(admin.email)) ?? (await createFirstAdmin({ ...admin, password }));
  const adminActor = await actorOf(adminId);
  await addAccounts(adminActor, password);
  await addWeek(adminActor);
  await addClass(adminActor);
  const clinicianId = await staffIdOf(clinicianEmail);
  if (!clinicianId)
    throw new Error("The demo's clinician is missing. To start over: npm run demo -- --reset");
  return {
    clinician: { email: clinicianEmail, password },
    admin: { email: admin.email, password },
    patientLink: await ensureDemoVisit(await actorOf(clinicianId)),
  };
}

/** Derives the password from the installation's secret, so that it needs no storage and differs between installations. */
function demoPassword(): string {
  const hash = createHmac("sha256", env().APP_SECRET).update("demo password").digest("hex");
  return `demo-${hash.slice(0, 4)}-${hash.slice(4, 8)}-${hash.slice(8, 12)}`;
}

async function staffIdOf(email: string): Promise<string | undefined> {
  const where = { email, role: { not: "patient" as const } };
  return (await db().user.findFirst({ where, select: { id: true } }))?.id;
}

try {
  const credentials = await seed();
  const file = process.env.SEED_OUTPUT;
  if (file) await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
} finally {
  await closeDb();
}
