/** The first of the fifteen migrations that were merged into one for the first release. */
const firstMerged = "20261123180000_first_schema";

export const beforeReleaseMessage =
  "This database is from before Bedside's first release and cannot be upgraded: start over with an empty one (the demo's with “npm run demo -- --reset”, which deletes its data).";

/** @param ask runs one SQL statement and returns its rows */
export async function isBeforeRelease(ask: (sql: string) => Promise<unknown[]>): Promise<boolean> {
  const migrated = await ask("SELECT 1 WHERE to_regclass('_prisma_migrations') IS NOT NULL");
  if (migrated.length === 0) return false;
  const merged = await ask(`SELECT 1 FROM _prisma_migrations WHERE migration_name = '${firstMerged}'`);
  return merged.length > 0;
}
