import { spawnSync } from "node:child_process";
import { userInfo } from "node:os";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { environment } from "#scripts/processes/identity.mjs";

/** The user PostgreSQL runs as; empty for our own. */
export type Owner = { uid?: number; gid?: number };

const name = "postgres";
const env = environment({ PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin` });

/** PostgreSQL refuses to run as root. In that case, returns the user `postgres`, created if necessary. */
export function postgresOwner(): Owner {
  if (process.platform === "win32" || userInfo().uid !== 0) return {};
  if (!id("-u")) createUser();
  const [uid, gid] = [id("-u"), id("-g")];
  if (!uid || !gid) {
    throw new Problem(
      "PostgreSQL can't run as root, and the user “postgres” couldn't be created. Run this as an ordinary user.",
    );
  }
  return { uid, gid };
}

const id = (flag: "-u" | "-g") => Number(spawnSync("id", [flag, name], { encoding: "utf8", env }).stdout);

const createUser = () =>
  spawnSync(
    "useradd",
    ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name],
    { env },
  );

export function canReach(folder: string, owner: Owner): boolean {
  if (owner.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...owner, cwd: "/" }).status === 0;
}
