import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { query } from "#scripts/postgres/query.ts";

/**
 * A migrated, empty database on the run's PostgreSQL, for a test file or a single test: its URL. Takes some 0.1 s. It goes
 * with the whole server when the run ends. (`process.env.DATABASE_URL` already is such a database of the test file's own.)
 * @param original URL of a database to be copied instead, to which nobody is connected
 */
export const freshDatabase = async (original?: string): Promise<string> => {
  const { url, template: migrated } = inject("postgres");
  const template = original ? new URL(original).pathname.slice(1) : migrated;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(url, `create database ${name} template ${template}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
};

/** An empty database without any table, for tests of the migrations. */
export const emptyDatabase = async (): Promise<string> => {
  const { url } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(url, `create database ${name}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
};
