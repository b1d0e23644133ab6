import { describe, expect, test } from "vitest";
import { builtInTypes } from "#lib/call-types/rules.ts";
import {
  decideJoin,
  hasNoWayIn,
  type JoinActor,
  type JoinCall,
  type JoinMember,
  type JoinRefusal,
  lostWayIn,
  showsEverybody,
  toldToPerson,
} from "#lib/joining/rules.ts";
import type { Capability } from "#lib/roles.ts";

const now = new Date("2026-11-23T10:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const call: JoinCall = {
  startsAt: inMinutes(5),
  endedAt: null,
  cancelledAt: null,
  joinAheadSeconds: 15 * 60,
  maxParticipants: 2,
  live: true,
  connectedOthers: 0,
  teamId: null,
};
const talks: Capability[] = ["join", "publish-audio"];
const member: NonNullable<JoinMember> = { blocked: false, capabilities: talks, connectedDevice: null };
const actor: JoinActor = {
  disabled: false,
  teamIds: [],
  linkExpired: false,
  device: "this-window",
  takeOver: false,
};

type Case = {
  call?: Partial<JoinCall> | null;
  member?: Partial<NonNullable<JoinMember>> | null;
  actor?: Partial<JoinActor>;
};
const decide = (one: Case) =>
  decideJoin(
    one.call === null ? null : { ...call, ...one.call },
    one.member === null ? null : { ...member, ...one.member },
    { ...actor, ...one.actor },
    now,
  );
const codeOf = (one: Case) => {
  const decision = decide(one);
  return decision.ok ? "ok" : decision.code;
};

const early: Case = { call: { live: false, startsAt: inMinutes(60) } };
const full: Case = { call: { connectedOthers: 2 } };
const elsewhere: Case = { member: { connectedDevice: "other-window" } };

describe("the join decision for", () => {
  test.each<[string, Case, JoinRefusal["code"] | "ok"]>([
    ["a call that does not exist", { call: null }, "NOT_FOUND"],
    ["a stranger to a call without a team", { member: null }, "NOT_FOUND"],
    [
      "a stranger of the call's own team",
      { call: { teamId: "a" }, member: null, actor: { teamIds: ["a"] } },
      "NOT_FOUND",
    ],
    [
      "a stranger of another team",
      { call: { teamId: "a" }, member: null, actor: { teamIds: ["b"] } },
      "WRONG_TEAM",
    ],
    ["a member from outside the team", { call: { teamId: "a" } }, "ok"],
    ["a disabled person", { actor: { disabled: true } }, "NOT_FOUND"],
    ["a person whose link no longer works", { actor: { linkExpired: true } }, "LINK_EXPIRED"],
    ["a blocked member", { member: { blocked: true } }, "BLOCKED"],
    ["a member whose role may not join", { member: { capabilities: [] } }, "NOT_FOUND"],
    ["any member after the cancellation", { call: { cancelledAt: now } }, "CANCELLED"],
    ["any member after the end", { call: { endedAt: now } }, "ENDED"],
    [
      "a member who may join ended calls",
      { call: { endedAt: now }, member: { capabilities: ["join", "join-ended"] } },
      "ok",
    ],
    ["a patient long before", early, "TOO_EARLY"],
    ["a patient of a call without a time", { call: { live: false, startsAt: null } }, "WAITING"],
    ["a patient until the visit starts", { call: { live: false } }, "WAITING"],
    ["a patient who is early for a live visit", { call: { startsAt: inMinutes(60) } }, "ok"],
    ["a clinician long before", { ...early, member: { capabilities: ["join", "join-early"] } }, "ok"],
    ["one more participant than the call holds", full, "FULL"],
    ["the last participant that the call holds", { call: { connectedOthers: 1 } }, "ok"],
    ["a participant of a full call", { ...full, member: { connectedDevice: "this-window" } }, "ok"],
    ["a second window", elsewhere, "OTHER_DEVICE"],
    ["a second window that takes over", { ...elsewhere, actor: { takeOver: true } }, "ok"],
    ["a window that takes over in a full call", { ...elsewhere, ...full, actor: { takeOver: true } }, "ok"],
    ["the same window after a reload", { member: { connectedDevice: "this-window" } }, "ok"],
  ])("%s", (_who, one, code) => {
    expect(codeOf(one)).toBe(code);
  });
});

describe("of several reasons for a refusal", () => {
  const order: [JoinRefusal["code"], Case][] = [
    ["LINK_EXPIRED", { actor: { linkExpired: true } }],
    ["BLOCKED", { member: { blocked: true } }],
    ["CANCELLED", { call: { cancelledAt: now } }],
    ["ENDED", { call: { endedAt: now } }],
    ["TOO_EARLY", early],
  ];
  const merge = (cases: Case[]): Case => ({
    call: Object.assign({}, ...cases.map((one) => one.call)),
    member: Object.assign({}, ...cases.map((one) => one.member)),
    actor: Object.assign({}, ...cases.map((one) => one.actor)),
  });

  test.each(order.map(([code], index) => [code, order.slice(index)] as const))(
    "%s comes before all that follow it",
    (code, rest) => {
      expect(codeOf(merge(rest.map(([, one]) => one)))).toBe(code);
    },
  );

  test("a stranger gets none, only that the call does not exist", () => {
    const everything = merge(order.map(([, one]) => one));
    expect(codeOf({ ...everything, member: null })).toBe("NOT_FOUND");
  });

  test("another window comes before a full call, which offers to take over", () => {
    expect(codeOf(merge([elsewhere, full]))).toBe("OTHER_DEVICE");
  });
});

describe("the facts of the decision", () => {
  test("TOO_EARLY has the time at which the waiting room opens", () => {
    expect(decide(early)).toEqual({ ok: false, code: "TOO_EARLY", opensAt: inMinutes(45) });
  });

  test("it is no longer too early at the moment the waiting room opens", () => {
    expect(codeOf({ call: { live: false, startsAt: inMinutes(15) } })).toBe("WAITING");
  });

  test("a member who may join has the capabilities of their role", () => {
    expect(decide({})).toEqual({ ok: true, capabilities: talks });
  });

  test("the person is told WRONG_TEAM as NOT_FOUND", () => {
    expect(toldToPerson({ ok: false, code: "WRONG_TEAM" })).toEqual({ ok: false, code: "NOT_FOUND" });
    expect(toldToPerson({ ok: false, code: "BLOCKED" })).toEqual({ ok: false, code: "BLOCKED" });
  });
});

describe("the list of members", () => {
  const grantsOf = (id: string) => builtInTypes.find((type) => type.id === id)?.grants ?? ({} as never);

  test("has everyone in a consultation, and only the leaders in a class or a crowd", () => {
    expect(showsEverybody(grantsOf("default"), 3)).toBe(true);
    expect(showsEverybody(grantsOf("default"), 13)).toBe(false);
    expect(showsEverybody(grantsOf("livestream"), 3)).toBe(false);
  });
});

describe("ways in", () => {
  const none = { any: false, unrevoked: false, working: false };
  const revoked = { any: true, unrevoked: false, working: false };
  const expired = { any: true, unrevoked: true, working: false };

  test("a person without a password and a working link has none", () => {
    expect([none, revoked, expired].map((links) => hasNoWayIn({ hasPassword: false, links }))).toEqual([
      true,
      true,
      true,
    ]);
    expect(hasNoWayIn({ hasPassword: true, links: none })).toBe(false);
  });

  test("a link that expires during the visit does not end it for them; a revoked link does", () => {
    expect([none, revoked, expired].map((links) => lostWayIn({ hasPassword: false, links }))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
