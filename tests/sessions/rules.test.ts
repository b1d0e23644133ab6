import { describe, expect, test } from "vitest";
import {
  closesAt,
  isMemberId,
  parseRoomName,
  roomName,
  sessionState,
  tokenOwner,
} from "#lib/sessions/rules.ts";

const sessionId = "5f0d6f0e-1d5c-4c1e-9a5e-0a8b2d7f1c11";
const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 10, 0, second));

describe("a room's name", () => {
  test("can be parsed", () => {
    expect(parseRoomName(roomName({ sessionId, generation: 7 }))).toEqual({ sessionId, generation: 7 });
  });

  test.each([
    "",
    "kitchen",
    sessionId,
    `${sessionId}.0`,
    `${sessionId}.1.2`,
    `${sessionId}.-1`,
    `x${sessionId}.1`,
    `${sessionId}.01`,
  ])("%j is not ours", (name) => {
    expect(parseRoomName(name)).toBeNull();
  });

  test("an identity is a member id only if it is a UUID", () => {
    expect(isMemberId(sessionId)).toBe(true);
    expect(isMemberId("recorder")).toBe(false);
  });
});

describe("a session", () => {
  const started = { startedAt: at(0), openedAt: null, emptySince: null, closedAt: null };
  const open = { ...started, openedAt: at(5) };
  const empty = { ...open, emptySince: at(20) };
  const closed = { ...empty, closedAt: at(50) };

  test("is started, open, empty and closed, in this order", () => {
    expect([started, open, empty, closed].map(sessionState)).toEqual(["started", "open", "empty", "closed"]);
  });

  test("closes after no one joined or the last one left, and never with participants", () => {
    expect([started, open, empty, closed].map((one) => closesAt(one, 30))).toEqual([
      at(30),
      null,
      at(50),
      null,
    ]);
  });
});

test("an identity with a suffix belongs to the member's token", () => {
  const id = "6fe99c2b-bef3-450d-9a56-afa46b9de4eb";
  expect([id, `${id}#camera`, "recorder", "recorder#x", `#${id}`].map(tokenOwner)).toEqual([
    id,
    id,
    "recorder",
    "recorder#x",
    `#${id}`,
  ]);
});
