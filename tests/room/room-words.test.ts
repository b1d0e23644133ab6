import { expect, test } from "vitest";
import { entering, type RoomAction, reduce } from "#components/room/room-state.ts";
import {
  type Names,
  newsWords,
  otherWords,
  outsideWords,
  ownNotice,
  troubleWords,
} from "#components/room/room-words.ts";

const grant = { url: "ws://127.0.0.1:1", token: "t" };
const inside = (...actions: RoomAction[]) =>
  [{ type: "granted", grant } as const, { type: "joined", others: ["m1"] } as const, ...actions].reduce(
    reduce,
    entering(false),
  );
const names: Names = () => ({ name: "Dr Amara Osei", role: "clinician" });

test("nothing is said while all is well, or before one was in", () => {
  expect(ownNotice(inside())).toBeNull();
  expect(ownNotice(entering(false))).toBeNull();
});

test("a weak connection says what goes first", () => {
  expect(ownNotice(inside({ type: "quality", who: null, quality: "weak" }))).toMatchObject({
    title: "Your connection is weak",
    text: expect.stringContaining("Sound goes first."),
  });
});

test("a lost connection is calm at first, and gives advice when it lasts", () => {
  const lost = inside({ type: "lost", reason: "connection" });
  expect(ownNotice(lost)?.tone).toBe("warning");
  const again: RoomAction[] = [{ type: "retry" }, { type: "failed" }, { type: "retry" }, { type: "failed" }];
  expect(ownNotice(again.reduce(reduce, lost))).toMatchObject({
    tone: "danger",
    title: "You are not connected",
  });
});

test("moving to another room of the visit is nothing to be told of, until it fails", () => {
  const moving = inside({ type: "lost", reason: "closed" });
  expect(ownNotice(moving)).toBeNull();
  expect(ownNotice(reduce(moving, { type: "failed" }))?.title).toBe("You lost your connection");
});

test("whoever is not in yet hears why, from the second try on", () => {
  const away = reduce(entering(false), { type: "refused", code: "VIDEO_UNAVAILABLE", facts: {} });
  expect(outsideWords(entering(false))).toBeNull();
  expect(outsideWords(away)).toContain("video service");
  expect(outsideWords(reduce(entering(false), { type: "failed" }))).toContain("longer than usual");
  expect(outsideWords(inside())).toBeNull();
});

test("others are spoken of by their names", () => {
  expect(newsWords({ n: 1, kind: "came", who: "m1" }, names)).toBe("Dr Amara Osei came in.");
  expect(newsWords({ n: 2, kind: "weak", who: "m1" }, names)).toBe("Dr Amara Osei’s connection is weak.");
  expect(newsWords({ n: 3, kind: "weak", who: null }, names)).toBe("Your connection is weak.");
});

test("a good connection needs no words", () => {
  expect([otherWords("good"), otherWords("weak"), otherWords("lost")]).toEqual([
    null,
    "Weak connection",
    "Connection lost",
  ]);
});

test("every trouble of every device says what to do next", () => {
  for (const device of ["camera", "microphone", "screen"] as const) {
    for (const trouble of ["refused", "missing", "busy", "failed"] as const) {
      expect(troubleWords(device, trouble)).toMatch(/\. .+\.$/);
    }
  }
});
