import type { Actor } from "#lib/access.ts";

/** Sets up the app on a bench's database with the built-in call types and an administrator. Returns the administrator. */
export async function openBenchClinic(databaseUrl: string): Promise<Actor> {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: "http://localhost:3000",
    APP_SECRET: "a-secret-for-benches-that-signs-nothing-real",
  });
  const { createFirstAdmin } = await import("#lib/accounts/server/create-accounts.ts");
  const { ensureBuiltInTypes } = await import("#lib/call-types/server.ts");
  const { actorOf } = await import("#lib/session.ts");
  await ensureBuiltInTypes();
  const adminId = await createFirstAdmin({
    name: "Robin Adler",
    email: "admin@bedside.example",
    password: "correct horse battery staple",
    timeZone: "Europe/Berlin",
  });
  return actorOf(adminId);
}
