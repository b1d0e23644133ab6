import { describe, expect, test } from "vitest";
import { auditEntry } from "#lib/audit/rules.ts";
import { hashOf } from "#lib/hash-chain.ts";

const [ada, visit, session] = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
  "33333333-3333-4333-8333-333333333333",
];
const call = { type: "default", id: visit };

describe("an audit entry", () => {
  test.each([
    [auditEntry("call.ended", ada, call), `call:default:${visit}`, {}],
    [auditEntry("call-type.retired", ada, "default", { version: 3 }), "call-type:default", { version: 3 }],
    [auditEntry("account.created", null, ada), `user:${ada}`, {}],
    [auditEntry("sign-in.ended", ada, session, { of: ada }), `sign-in:${session}`, { of: ada }],
    [auditEntry("team.created", ada, session), `team:${session}`, {}],
    [auditEntry("audit.exported", ada, "log"), "audit:log", {}],
  ])("%# names its subject by noun and id", (entry, subject, details) => {
    expect(entry).toMatchObject({ subject, details });
  });

  test("of a kind has the details of that kind, or does not compile", () => {
    const wrong = () => [
      // @ts-expect-error: no minutes
      auditEntry("session.extended", ada, call, { sessionId: session }),
      // @ts-expect-error: no details at all
      auditEntry("session.extended", ada, call),
      // @ts-expect-error: a detail of another kind
      auditEntry("call.started", ada, call, { sessionId: session, minutes: 15 }),
      // @ts-expect-error: this kind has none
      auditEntry("call.ended", ada, call, { sessionId: session }),
      // @ts-expect-error: a call's subject is its address
      auditEntry("call.ended", ada, `call:default:${visit}`),
      // @ts-expect-error: no such kind
      auditEntry("call.paused", ada, call),
    ];
    expect(wrong).toBeTypeOf("function");
  });

  test("has the hash that it had before kinds were typed", () => {
    const endsAt = "2026-11-25T10:00:00.000Z";
    const entry = auditEntry("session.extended", ada, call, { sessionId: session, minutes: 15, endsAt });
    const row = { ...entry, seq: 7n, at: "2026-11-25T09:30:00.125Z", prevHash: "0".repeat(64) };
    expect(hashOf(row)).toBe("af7ffd8cec2e474191cccf3c4fdf0b69ad9bd147c496dc1fb2e7d40724bc205a");
  });
});
