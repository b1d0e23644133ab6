import "server-only";
import { db } from "./db.ts";
import { listRooms, videoConfigured } from "./livekit.ts";
import { jobsHealth } from "./worker.ts";

type PartState = "ok" | "not configured" | "no answer" | "off" | string;

/** A part that hangs must not hang the answer, in milliseconds. */
const timeoutMs = 3_000;

const inTime = (asked: Promise<PartState>): Promise<PartState> => {
  const late = new Promise<PartState>((resolve) => setTimeout(resolve, timeoutMs, "no answer").unref());
  return Promise.race([asked.catch(() => "no answer"), late]);
};

const databaseHealth = async (): Promise<PartState> => {
  await db().$queryRaw`SELECT 1`;
  return "ok";
};

const videoHealth = async (): Promise<PartState> => {
  if (!videoConfigured()) return "not configured";
  await listRooms();
  return "ok";
};

const ask = async () => {
  const [database, video, jobs] = await Promise.all([
    inTime(databaseHealth()),
    inTime(videoHealth()),
    inTime(Promise.resolve(jobsHealth())),
  ]);
  const status = [database, video, jobs].every((part) => part === "ok") ? "ok" : "not ok";
  return { status, database, video, jobs };
};

/** Anybody may ask, as often as they like: the parts are asked once, and again this long after they answered. */
const keptMs = 1_000;
let latest: ReturnType<typeof ask> | undefined;

/** Each part as "ok" or what is wrong with it, and "ok" for all when all are. */
export const health = () => {
  latest ??= ask().finally(() => {
    setTimeout(() => {
      latest = undefined;
    }, keptMs).unref();
  });
  return latest;
};
