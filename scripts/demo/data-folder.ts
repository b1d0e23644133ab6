import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureFreeSpace } from "#scripts/bootstrap/disk.mjs";
import type { Lifetime } from "#scripts/bootstrap/lifetime.mjs";
import { tryLock } from "#scripts/bootstrap/lock.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { clusterFault } from "#scripts/postgres/cluster.ts";
import { canReach, postgresOwner } from "#scripts/postgres/owner.ts";
import { endLeftovers } from "#scripts/processes/leftovers.ts";

/** Everything the demo keeps, in one folder. */
export type DataFolder = ReturnType<typeof layout>;

const layout = (path: string) => ({
  path,
  cluster: join(path, "postgres"),
  secrets: join(path, "secrets.json"),
  /** How to sign in, as the seed wrote it. */
  credentials: join(path, "credentials.json"),
  /** What the running demo has started. */
  record: join(path, "processes.json"),
  logs: join(path, "logs"),
  log: (name: string) => join(path, "logs", `${name}.log`),
});

/**
 * Returns where a clone keeps its data: BEDSIDE_DATA if set, else `.data` in the clone. If we are root and PostgreSQL's
 * user can't reach the clone (below /root), a folder in /var/tmp.
 */
export function dataFolderPath(root: string): string {
  if (process.env.BEDSIDE_DATA) return resolve(process.env.BEDSIDE_DATA);
  const inside = join(root, ".data");
  if (existsSync(inside) && !statSync(inside).isDirectory()) {
    throw new Problem(`${inside} is not a folder. Delete or rename it, then try again.`);
  }
  if (canReach(root, postgresOwner())) return inside;
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 12);
  const outside = `/var/tmp/bedside-${hash}`;
  if (existsSync(outside) && lstatSync(outside).uid !== process.getuid?.()) {
    throw new Problem(`${outside} belongs to another user. Delete it, then try again.`);
  }
  return outside;
}

type Claim = { reset: boolean; startOver: string; address: string };

/** Locks a data folder for this run, ends what a killed run left, resets it if asked, and checks that it is usable. */
export async function claimDataFolder(path: string, life: Lifetime, claim: Claim): Promise<DataFolder> {
  mkdirSync(path, { recursive: true });
  // PostgreSQL's user passes through. Each secret inside is readable for its owner only.
  chmodSync(path, 0o711);
  const lock = tryLock(join(path, "lock"), claim.address);
  if ("holder" in lock) {
    const { note, pid } = lock.holder;
    throw new Problem(
      `Bedside is already running here (${note}, process ${pid}). Use that one, or stop it first.`,
    );
  }
  life.defer(lock.release);
  const folder = layout(path);
  await endLeftovers(folder.record, folder.cluster);
  if (claim.reset) deleteData(folder);
  const fault = folderFault(folder);
  if (fault) throw new Problem(`Can't use the data in ${path}: ${fault}. ${claim.startOver}`);
  await ensureFreeSpace(path, 300);
  return folder;
}

function deleteData({ cluster, secrets, credentials, logs }: DataFolder): void {
  for (const path of [cluster, secrets, credentials, logs]) rmSync(path, { recursive: true, force: true });
}

function folderFault({ cluster, secrets }: DataFolder): string | undefined {
  const fault = clusterFault(cluster);
  if (fault) return `PostgreSQL's folder doesn't fit, because ${fault}`;
  return existsSync(cluster) && !existsSync(secrets) ? "secrets.json is missing" : undefined;
}
