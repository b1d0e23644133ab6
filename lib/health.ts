import "server-only";
import { db } from "./db.ts";
import { listRooms, videoConfigured } from "./livekit.ts";
import { jobsHealth } from "./worker.ts";

type PartState = "ok" | "not configured" | "no answer" | "off" | string;

const timeoutMs = 3_000;

function inTime(check: Promise<PartState>): Promise<PartState> {
  const late = new Promise<PartState>((resolve) => setTimeout(resolve, timeoutMs, "no answer").unref());
  return Promise.race([check.catch(() => "no answer"), late]);
}

async function databaseHealth(): Promise<PartState> {
  await db().$queryRaw`SELECT 1`;
  return "ok";
}

async function videoHealth(): Promise<PartState> {
  if (!videoConfigured()) return "not configured";
  await listRooms();
  return "ok";
}

async function checkParts() {
  const [database, video, jobs] = await Promise.all([
    inTime(databaseHealth()),
    inTime(videoHealth()),
    inTime(Promise.resolve(jobsHealth())),
  ]);
  const status = [database, video, jobs].every((part) => part === "ok") ? "ok" : "not ok";
  return { status, database, video, jobs };
}

/** Anyone can ask at any rate, so a result is kept for a moment. */
const keptMs = 1_000;
let latest: ReturnType<typeof checkParts> | undefined;

/** Each part is "ok" or what is wrong with it; `status` is "ok" if all parts are. */
export function health() {
  latest ??= checkParts().finally(() => {
    setTimeout(() => {
      latest = undefined;
    }, keptMs).unref();
  });
  return latest;
}
