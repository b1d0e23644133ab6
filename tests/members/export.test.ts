import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { csvDownload } from "#lib/download.ts";
import { exportMembers } from "#lib/members/server/export-members.ts";
import { makeClinic, signedIn } from "#tests/support/clinic.ts";

// Counts what is reachable after a full collection, which is the same in every run.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const aliveBytes = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const mebibyte = 1024 * 1024;
const many = 100_000;
const large = { type: "livestream", id: "a-hundred-thousand" };
const small = { type: "livestream", id: "a-thousand" };
let admin: Actor;

const fill = async (ref: typeof large, count: number) => {
  await createCall(admin, { ...ref, members: [] });
  await db().$transaction(
    async (tx) => {
      await tx.$executeRaw`
        WITH person AS (
          INSERT INTO "user" (id, name, email, role, updated_at)
          SELECT gen_random_uuid(), '=Listener', repeat('x', 300) || n || '@example.com', 'patient', now()
          FROM generate_series(1, ${count}::int) AS n
          RETURNING id)
        INSERT INTO "member" (id, call_type, call_id, user_id, role, updated_at)
        SELECT gen_random_uuid(), ${ref.type}, ${ref.id}, id, 'patient', now() FROM person`;
    },
    { timeout: 120_000 },
  );
};

beforeAll(async () => {
  await makeClinic();
  admin = await signedIn("admin");
  await fill(small, 1_000);
  await fill(large, many);
}, 180_000);

/** Downloads a file as a browser does, without keeping it. `maxAlive` is the growth in reachable bytes. */
const download = async (ref: typeof large) => {
  const { heading, rows } = await exportMembers(admin, {
    ...ref,
    filter: "",
    sort: "",
  });
  const before = aliveBytes();
  const file = await csvDownload(admin, "members", heading, rows);
  let [bytes, lines, chunks, maxAlive, formulas] = [0, 0, 0, 0, 0];
  for await (const chunk of file.body ?? []) {
    const text = new TextDecoder().decode(chunk);
    bytes += chunk.byteLength;
    lines += text.split("\r\n").length - 1;
    formulas += text.split(/,[=+@-]/).length - 1;
    chunks += 1;
    if (chunks % 10 === 0 || chunks < 4) maxAlive = Math.max(maxAlive, aliveBytes() - before);
  }
  return { bytes, lines, maxAlive, formulas };
};

describe("an export of members", () => {
  test("of 100,000 takes no more memory than one of 1,000, and is complete", async () => {
    const few = await download(small);
    const all = await download(large);
    expect(few.lines).toBe(1_001);
    expect(all.lines).toBe(many + 1);
    expect(all.bytes).toBeGreaterThan(40 * mebibyte);
    expect(all.maxAlive).toBeLessThan(few.maxAlive + 6 * mebibyte);
    // Every name begins with "=".
    expect(all.formulas).toBe(0);
    console.info(
      `export: ${all.lines} lines, ${Math.round(all.bytes / mebibyte)} MB; at most ${(all.maxAlive / mebibyte).toFixed(1)} MB reachable, for 1,000: ${(few.maxAlive / mebibyte).toFixed(1)} MB`,
    );
  }, 120_000);

  test("is read no faster than it is downloaded", async () => {
    const { heading, rows } = await exportMembers(admin, {
      ...large,
      filter: "",
      sort: "",
    });
    let batchesRead = 0;
    const counted = {
      next: () => {
        batchesRead += 1;
        return rows.next();
      },
      return: () => rows.return(undefined),
    };
    const reader = (await csvDownload(admin, "members", heading, counted)).body?.getReader();
    for (let chunk = 0; chunk < 3; chunk += 1) await reader?.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(batchesRead).toBeLessThanOrEqual(5);
    await reader?.cancel();
  });
});
