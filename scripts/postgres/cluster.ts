import { spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDiskFull } from "#scripts/bootstrap/disk.mjs";
import { diskFullProblem, Problem } from "#scripts/bootstrap/problem.mjs";
import { postgresBinary, postgresEnvironment } from "./binaries.ts";
import { failureReason } from "./output.ts";
import { postgresOwner } from "./owner.ts";

export const superuser = "postgres";
const majorVersion = "18";

/** Returns why PostgreSQL can't use a folder, or undefined if it can or the folder doesn't exist. */
export function clusterFault(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return "it is not a folder";
  const versionFile = join(folder, "PG_VERSION");
  const version = existsSync(versionFile) ? readFileSync(versionFile, "utf8").trim() : majorVersion;
  if (version !== majorVersion)
    return `it was made by PostgreSQL ${version || "of an unknown version"}, and this is PostgreSQL ${majorVersion}`;
  const needed = ["PG_VERSION", "global/pg_control", "base", "pg_wal"];
  const missing = needed.find((name) => !existsSync(join(folder, name)));
  return missing && `it is incomplete (${missing} is missing)`;
}

/** Creates an empty cluster. It is moved into place when complete, so an interrupted attempt leaves none. */
export async function createCluster(folder: string, password: string): Promise<void> {
  const owner = postgresOwner();
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const passwordFile = join(mkdtempSync(join(tmpdir(), "bedside-initdb-")), "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (owner.uid !== undefined && owner.gid !== undefined) {
      for (const path of [draft, dirname(passwordFile), passwordFile]) chownSync(path, owner.uid, owner.gid);
    }
    const initdb = await postgresBinary("initdb", owner);
    const flags = initdbFlags(draft, passwordFile);
    const options = { ...owner, cwd: "/", encoding: "utf8", env: postgresEnvironment } as const;
    const { status, stderr, error } = spawnSync(initdb, flags, options);
    if (status !== 0) throw initdbProblem(folder, stderr ?? String(error));
    renameSync(draft, folder);
  } finally {
    rmSync(dirname(passwordFile), { recursive: true, force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

const initdbFlags = (folder: string, passwordFile: string) => [
  `--pgdata=${folder}`,
  `--username=${superuser}`,
  `--pwfile=${passwordFile}`,
  "--auth=scram-sha-256",
  "--encoding=UTF8",
  "--locale=C",
  "--no-instructions",
];

const initdbProblem = (folder: string, output: string) =>
  isDiskFull(output)
    ? diskFullProblem(folder)
    : new Problem(`PostgreSQL couldn't create its data folder ${folder}: ${failureReason(output)}.`);
