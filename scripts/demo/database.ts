import { BeforeReleaseError, deploy } from "#prisma/migrate.ts";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { print, step } from "#scripts/bootstrap/terminal.mjs";
import { query } from "#scripts/postgres/query.ts";
import { type Postgres, PostgresProblem, startPostgres } from "#scripts/postgres/start.ts";
import type { DataFolder } from "./data-folder.ts";

const name = "bedside";
const seededComment = "seeded";

export const databaseUrl = (postgres: Postgres) => postgres.url(name);

export const startDatabase = ({ cluster, log }: DataFolder, password: string, startOver: string) =>
  step("Starting PostgreSQL", () =>
    startPostgres({ folder: cluster, password, log: log("postgres") }).catch((error) => {
      if (!(error instanceof PostgresProblem)) throw error;
      throw new Problem(`${error.message} Try again. ${startOver}`);
    }),
  );

/** Creates and migrates the database. One that wasn't completely seeded has nothing worth keeping, so it is dropped first. */
export async function prepareDatabase(postgres: Postgres, startOver: string): Promise<void> {
  const server = postgres.url("postgres");
  const sql = "select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1";
  const [found] = await query(server, sql, [name]);
  if (found?.comment !== seededComment) {
    await query(server, `drop database if exists ${name} with (force)`);
    await query(server, `create database ${name}`);
  }
  if (!(await migrate(databaseUrl(postgres)))) {
    throw new Problem(`The data comes from a version of Bedside that doesn't fit this one. ${startOver}`);
  }
}

/** Returns whether the database has all migrations, and only ours. */
async function migrate(url: string): Promise<boolean> {
  try {
    return (await deploy(url)).edited.length === 0;
  } catch (error) {
    if (error instanceof BeforeReleaseError) throw new Problem(error.message);
    print((error as Error).message.trim());
    return false;
  }
}

export const markSeeded = (postgres: Postgres) =>
  query(postgres.url("postgres"), `comment on database ${name} is '${seededComment}'`);
