import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { query } from "#scripts/postgres/query.ts";

/**
 * Creates a migrated, empty database on the run's PostgreSQL in some 0.1 s, and returns its URL. Every test file already has
 * one in `process.env.DATABASE_URL`.
 * @param original URL of a database to copy instead; it must have no open connections
 */
export const freshDatabase = async (original?: string): Promise<string> => {
  const { url, template: migrated } = inject("postgres");
  const template = original ? new URL(original).pathname.slice(1) : migrated;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(url, `create database ${name} template ${template}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
};

/** A database without tables, for tests of the migrations. */
export const emptyDatabase = async (): Promise<string> => {
  const { url } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await query(url, `create database ${name}`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
};
