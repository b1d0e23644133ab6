import type { Actor } from "#lib/access.ts";

/** What a bench answers for each thing it measured: scripts/bench.mjs says it, and whether `atMost` was kept. */
export type Measured = {
  readonly name: string;
  readonly figure: number;
  readonly reference: number;
  readonly unit: string;
  readonly note?: string;
  /** The ratio of figure to reference that is promised. */
  readonly atMost: number;
};

const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
export const p95 = (times: readonly number[]) => sorted(times)[Math.floor(times.length * 0.95)] ?? 0;
export const median = (times: readonly number[]) => sorted(times)[Math.floor(times.length / 2)] ?? 0;
export const rounded = (ms: number) => Math.round(ms * 1_000) / 1_000;

/** The app's environment on a bench's database, with the built-in call types and an administrator, who asks. */
export const openClinic = async (databaseUrl: string): Promise<Actor> => {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: "http://localhost:3000",
    APP_SECRET: "a-secret-of-the-bench-that-signs-nothing-real",
  });
  const { createFirstAdmin } = await import("#lib/accounts/server/create-accounts.ts");
  const { ensureBuiltInTypes } = await import("#lib/call-types/server.ts");
  const { actorOf } = await import("#lib/session.ts");
  await ensureBuiltInTypes();
  const password = "correct horse battery staple";
  const person = { name: "Robin Adler", email: "admin@bedside.example", password, timeZone: "Europe/Berlin" };
  return actorOf(await createFirstAdmin(person));
};
