import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { endSignIn } from "#lib/accounts/server/end-sign-in.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { exportAudit } from "#lib/audit/server/export-audit.ts";
import { record } from "#lib/audit/server.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { jsonLinesDownload } from "#lib/download.ts";
import { type AuditRow, breakOf, chainStart } from "#lib/hash-chain.ts";
import { type Clinic, makeClinic, signedIn } from "#tests/support/clinic.ts";

let clinic: Clinic;
let admin: Actor;
beforeAll(async () => {
  clinic = await makeClinic();
  admin = await signedIn("admin");
});
afterAll(() => closeDb());

type Line = Omit<AuditRow, "seq"> & { seq: string; hash: string };

const linesOf = (text: string): Line[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test("the whole log is exported, and the file alone proves that its chain is unbroken", async () => {
  const events = Array.from({ length: 2_300 }, (_, index) =>
    auditEntry("account.created", clinic.idOf.ada, String(index), { role: "admin", first: index % 2 === 0 }),
  );
  await transaction((tx) => record(tx, events));
  const file = await jsonLinesDownload(admin, "audit", await exportAudit(admin));
  expect(file.headers.get("content-type")).toContain("ndjson");
  const lines = linesOf(await file.text());
  expect(lines).toHaveLength(await db().auditEvent.count());
  let end = chainStart;
  for (const { seq, ...row } of lines) {
    const event = { ...row, seq: BigInt(seq) };
    expect(breakOf(end, event)).toBeNull();
    end = { seq: event.seq, hash: event.hash };
  }
  expect(lines.at(-1)).toMatchObject({ kind: "audit.exported", actorId: clinic.idOf.admin });
});

test("no more of the log is read than the browser takes", async () => {
  const batches = await exportAudit(admin);
  let batchesRead = 0;
  const counted = {
    next: () => {
      batchesRead += 1;
      return batches.next();
    },
    return: () => batches.return(undefined),
  };
  const reader = (await jsonLinesDownload(admin, "audit", counted)).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(batchesRead).toBeLessThanOrEqual(3);
  expect((await batches.next()).done).toBe(true);
});

test("the download fails once the sign-in has ended, however slow it is", async () => {
  const leaving = await signedIn("admin");
  const reader = (await jsonLinesDownload(leaving, "audit", await exportAudit(leaving))).body?.getReader();
  await endSignIn(leaving, { signInId: leaving.signInId });
  const readAll = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(readAll()).toBeRefused("SIGN_IN_REQUIRED");
});

test.each(["amara", "ada"] as const)("%s can't export it, and no event is recorded", async (who) => {
  const before = await db().auditEvent.count();
  await expect(exportAudit(await clinic.actor(who))).toBeRefused("NOT_FOUND");
  expect(await db().auditEvent.count()).toBe(before);
});
