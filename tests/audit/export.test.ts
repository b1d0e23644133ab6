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

test("the log is exported whole, and its chain holds by the file alone", async () => {
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

test("the log is read no further than the browser has taken it", async () => {
  const batches = await exportAudit(admin);
  let asked = 0;
  const counted = {
    next: () => {
      asked += 1;
      return batches.next();
    },
    return: () => batches.return(undefined),
  };
  const reader = (await jsonLinesDownload(admin, "audit", counted)).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(asked).toBeLessThanOrEqual(3);
  expect((await batches.next()).done).toBe(true);
});

test("the download breaks off when the sign-in has ended, however slowly it is taken", async () => {
  const leaving = await signedIn("admin");
  const reader = (await jsonLinesDownload(leaving, "audit", await exportAudit(leaving))).body?.getReader();
  await endSignIn(leaving, { signInId: leaving.signInId });
  const all = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(all()).toBeRefused("SIGN_IN_REQUIRED");
});

test.each(["amara", "ada"] as const)("%s gets none of it, and nothing is written down", async (who) => {
  const before = await db().auditEvent.count();
  const asked = exportAudit(await clinic.actor(who));
  await expect(asked).toBeRefused("NOT_FOUND");
  expect(await db().auditEvent.count()).toBe(before);
});
