import { expect, test } from "vitest";
import { reduce } from "#components/room/room-reducer.ts";
import { entering, type RoomAction } from "#components/room/room-state.ts";
import { connectionNotice, delayReason, newsKey } from "#components/room/room-words.ts";
import { translatorFor } from "#lib/catalogue.ts";

const t = translatorFor("en-GB", "room");
const grant = { url: "ws://127.0.0.1:1", token: "t" };
const inside = (...actions: RoomAction[]) =>
  [{ type: "granted", grant } as const, { type: "joined", others: ["m1"] } as const, ...actions].reduce(
    reduce,
    entering(false),
  );

test("nothing is said while all is well, or before joining", () => {
  expect(connectionNotice(inside())).toBeNull();
  expect(connectionNotice(entering(false))).toBeNull();
});

test("a weak connection says what comes first", () => {
  const notice = connectionNotice(inside({ type: "quality", who: null, quality: "weak" }));
  expect(notice).toEqual({ tone: "warning", key: "weak" });
  expect(t("connection.weak.title")).toBe("Your connection is weak");
  expect(t("connection.weak.text")).toContain("Sound comes first.");
});

test("a lost connection is calm at first, and gives advice when it lasts", () => {
  const lost = inside({ type: "lost", reason: "connection" });
  expect(connectionNotice(lost)?.tone).toBe("warning");
  const again: RoomAction[] = [{ type: "retry" }, { type: "failed" }, { type: "retry" }, { type: "failed" }];
  expect(connectionNotice(again.reduce(reduce, lost))).toEqual({ tone: "danger", key: "lost" });
  expect(t("connection.lost.title")).toBe("You’re not connected");
});

test("moving to another room of the visit is not mentioned, until it fails", () => {
  const moving = inside({ type: "lost", reason: "closed" });
  expect(connectionNotice(moving)).toBeNull();
  expect(connectionNotice(reduce(moving, { type: "failed" }))?.key).toBe("interrupted");
  expect(t("connection.interrupted.title")).toBe("You lost your connection");
});

test("someone who isn't in yet hears why, from the second try on", () => {
  const refused = reduce(entering(false), { type: "refused", code: "VIDEO_UNAVAILABLE", facts: {} });
  expect(delayReason(entering(false))).toBeNull();
  expect(delayReason(refused)).toBe("noVideo");
  expect(delayReason(reduce(entering(false), { type: "failed" }))).toBe("slow");
  expect(delayReason(inside())).toBeNull();
  expect(t("delay.noVideo")).toContain("video service");
  expect(t("delay.slow")).toContain("longer than usual");
});

test("others are named, oneself is “you”", () => {
  const name = "Dr Amara Osei";
  const words = (kind: "came" | "weak", who: string | null) =>
    t(`news.${newsKey({ n: 1, kind, who })}`, { name });
  expect(words("came", "m1")).toBe("Dr Amara Osei joined.");
  expect(words("weak", "m1")).toBe("Dr Amara Osei’s connection is weak.");
  expect(words("weak", null)).toBe("Your connection is weak.");
});

test("a connection that isn't good has words", () => {
  expect([t("quality.weak"), t("quality.lost")]).toEqual(["Weak connection", "Connection lost"]);
});

test("every problem of every device says what to do next", () => {
  expect(t("trouble.screen")).toMatch(/\. .+\.$/);
  for (const device of ["camera", "microphone"] as const) {
    for (const trouble of ["refused", "missing", "busy", "failed"] as const) {
      expect(t(`trouble.${trouble}`, { device })).toMatch(/\. .+\.$/);
    }
  }
});
