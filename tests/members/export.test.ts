import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { csvDownload } from "#lib/download.ts";
import { exportMembers } from "#lib/members/server/export-members.ts";
import { makeClinic, signedIn } from "#tests/support/clinic.ts";

// What is alive after a full collection, not what the collector has not yet got round to: the same in every run.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const aliveBytes = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const mega = 1024 * 1024;
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

/** Takes a whole file as a browser does, keeping nothing of it. `maxAlive` is over what was alive before. */
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

describe("a file of members", () => {
  test("of 100,000 takes no more memory than one of 1,000, and has every one of them", async () => {
    const few = await download(small);
    const all = await download(large);
    expect(few.lines).toBe(1_001);
    expect(all.lines).toBe(many + 1);
    expect(all.bytes).toBeGreaterThan(40 * mega);
    expect(all.maxAlive).toBeLessThan(few.maxAlive + 6 * mega);
    // Every name begins with "=", and none stands in the file as a formula.
    expect(all.formulas).toBe(0);
    console.info(
      `export: ${all.lines} lines, ${Math.round(all.bytes / mega)} MB; alive at most ${(all.maxAlive / mega).toFixed(1)} MB, of 1,000: ${(few.maxAlive / mega).toFixed(1)} MB`,
    );
  }, 120_000);

  test("is read no faster than it is taken", async () => {
    const { heading, rows } = await exportMembers(admin, {
      ...large,
      filter: "",
      sort: "",
    });
    let asked = 0;
    const counted = {
      next: () => {
        asked += 1;
        return rows.next();
      },
      return: () => rows.return(undefined),
    };
    const reader = (await csvDownload(admin, "members", heading, counted)).body?.getReader();
    for (let taken = 0; taken < 3; taken += 1) await reader?.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBeLessThanOrEqual(5);
    await reader?.cancel();
  });
});
