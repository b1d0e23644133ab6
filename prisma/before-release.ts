export const beforeReleaseMessage =
  "This database is from before Bedside's first release and cannot be upgraded: start over with an empty one (the demo's with “npm run demo -- --reset”, which deletes its data).";

/** Whether the database had the first of the fifteen migrations that were merged into one. `ask` returns the rows of a query. */
export async function isBeforeRelease(
  ask: (sql: TemplateStringsArray) => Promise<unknown>,
): Promise<boolean> {
  const isFound = (rows: unknown) => Array.isArray(rows) && rows.length > 0;
  if (!isFound(await ask`SELECT 1 WHERE to_regclass('_prisma_migrations') IS NOT NULL`)) return false;
  return isFound(
    await ask`SELECT 1 FROM _prisma_migrations WHERE migration_name = '20261123180000_first_schema'`,
  );
}
