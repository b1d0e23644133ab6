import { describe, expect, test } from "vitest";
import { retryDelayMs } from "#components/room/retry-delay.ts";
import { reduce } from "#components/room/room-reducer.ts";
import { entering, type RoomAction, type RoomState } from "#components/room/room-state.ts";

const grant = { url: "ws://127.0.0.1:1", token: "t" };
const past = (...actions: RoomAction[]) => actions.reduce(reduce, entering(false));
const joined: RoomAction[] = [
  { type: "granted", grant },
  { type: "joined", others: ["ada"] },
];
const inside = (...actions: RoomAction[]) => past(...joined, ...actions);
const kinds = (state: RoomState) => state.news.map(({ kind, who }) => (who ? `${kind} ${who}` : kind));

describe("joining", () => {
  test("asks the app first, and says whether the visit is being moved here", () => {
    expect(entering(true).phase).toEqual({ at: "asking", takeOver: true });
  });

  test("connects with the token", () => {
    expect(past({ type: "granted", grant }).phase).toEqual({ at: "connecting", grant });
    const state = past(...joined);
    expect(state).toMatchObject({ phase: { at: "in" }, wasIn: true, here: ["ada"] });
    expect(kinds(state)).toEqual(["in"]);
  });

  test.each(["WAITING", "ENDED", "OTHER_DEVICE", "FULL", "LINK_EXPIRED", "NOT_FOUND"] as const)(
    "%s ends the attempt: the person has to act",
    (code) => {
      expect(past({ type: "refused", code, facts: {} }).phase).toEqual({ at: "out", why: code, facts: {} });
    },
  );

  test.each(["VIDEO_UNAVAILABLE", "UNAVAILABLE", "INTERNAL", "CONFLICT"] as const)(
    "%s is tried again after a pause",
    (code) => {
      const state = past({ type: "refused", code, facts: {} });
      expect(state).toMatchObject({ phase: { at: "pausing" }, lastCode: code, attempt: 1 });
      expect(reduce(state, { type: "retry" }).phase).toEqual({ at: "asking", takeOver: false });
    },
  );

  test("a video service that was never set up is not tried again", () => {
    const facts = { configured: false };
    expect(past({ type: "refused", code: "VIDEO_UNAVAILABLE", facts }).phase).toMatchObject({ at: "out" });
  });

  test("a late answer changes nothing", () => {
    const left = past({ type: "leave" });
    expect(reduce(left, { type: "granted", grant })).toBe(left);
    const state = inside();
    expect(reduce(state, { type: "granted", grant })).toBe(state);
    expect(reduce(state, { type: "refused", code: "ENDED", facts: {} })).toBe(state);
  });
});

describe("losing the connection", () => {
  test("LiveKit's own repair is announced once, and so is its success", () => {
    const state = inside({ type: "repairing" }, { type: "repairing" }, { type: "repaired" });
    expect(state.phase).toEqual({ at: "in" });
    expect(kinds(state)).toEqual(["in", "interrupted", "back"]);
  });

  test("after LiveKit has given up, the app is asked for a new token", () => {
    const state = inside({ type: "repairing" }, { type: "lost", reason: "connection" });
    expect(state).toMatchObject({ phase: { at: "pausing" }, attempt: 1, here: [] });
    const back = [{ type: "retry" }, ...joined].reduce(
      (now, action) => reduce(now, action as RoomAction),
      state,
    );
    expect(back).toMatchObject({ phase: { at: "in" }, here: ["ada"] });
    expect(kinds(back)).toEqual(["in", "interrupted", "back"]);
  });

  test("failed tries are counted until the connection holds for a while", () => {
    const failing: RoomAction[] = [{ type: "retry" }, { type: "failed" }];
    const state = inside({ type: "lost", reason: "connection" }, ...failing, ...failing);
    expect(state.attempt).toBe(3);
    const back = [{ type: "retry" } as const, ...joined].reduce(reduce, state);
    expect(back.attempt).toBe(3);
    expect(reduce(back, { type: "settled" }).attempt).toBe(0);
  });

  test("after a room was closed the app is asked at once: the visit ended, or moved to another room", () => {
    const asking = inside({ type: "lost", reason: "closed" });
    expect(asking.phase.at).toBe("asking");
    expect(reduce(asking, { type: "refused", code: "ENDED", facts: {} }).phase).toMatchObject({
      why: "ENDED",
    });
  });

  test("moving to another room is not announced, neither oneself nor the others", () => {
    const there: RoomAction[] = [
      { type: "granted", grant },
      { type: "joined", others: [] },
      { type: "came", who: "ada" },
    ];
    const state = there.reduce(reduce, inside({ type: "lost", reason: "closed" }));
    expect(state).toMatchObject({ phase: { at: "in" }, here: ["ada"], attempt: 1 });
    expect(kinds(state)).toEqual(["in"]);
    const settled = reduce(state, { type: "settled" });
    expect(kinds(reduce(settled, { type: "came", who: "ben" }))).toEqual(["in", "came ben"]);
  });

  test("a move that fails is a lost connection like any other", () => {
    const state = reduce(inside({ type: "lost", reason: "closed" }), { type: "failed" });
    expect(state).toMatchObject({ phase: { at: "pausing" }, moving: null, attempt: 2 });
  });

  test("rooms that close one right after another lead to a pause", () => {
    const move: RoomAction[] = [{ type: "lost", reason: "closed" }, ...joined];
    const state = [...move, ...move, ...move].reduce(reduce, inside());
    expect(reduce(state, { type: "lost", reason: "closed" }).phase.at).toBe("pausing");
  });

  test.each(["evicted", "other-device"] as const)("%s is final: there is no tug-of-war", (reason) => {
    expect(inside({ type: "lost", reason }).phase).toEqual({ at: "out", why: reason, facts: {} });
  });

  test("pauses grow to eight seconds at most", () => {
    const delays = [1, 2, 3, 4, 5, 6, 50].map(retryDelayMs);
    expect(delays).toEqual([150, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });
});

describe("leaving", () => {
  test("leaving is final, whatever LiveKit reports afterwards", () => {
    const left = inside({ type: "leave" });
    expect(left.phase).toMatchObject({ at: "out", why: "left" });
    expect(reduce(left, { type: "lost", reason: "connection" })).toBe(left);
    expect(reduce(left, { type: "ended" })).toBe(left);
  });

  test("the end for everyone is final, whoever reports it", () => {
    expect(inside({ type: "repairing" }, { type: "ended" }).phase).toMatchObject({ why: "ended" });
  });
});

describe("the others", () => {
  test("coming and going are announced once each", () => {
    const state = inside(
      { type: "came", who: "bo" },
      { type: "came", who: "bo" },
      { type: "went", who: "bo" },
      { type: "went", who: "bo" },
    );
    expect(state.here).toEqual(["ada"]);
    expect(kinds(state)).toEqual(["in", "came bo", "went bo"]);
  });

  test("a weak connection is announced once, a worse one is only shown, and a good one is announced again", () => {
    const weak = inside({ type: "quality", who: "ada", quality: "weak" });
    const lost = reduce(weak, { type: "quality", who: "ada", quality: "lost" });
    const fine = reduce(lost, { type: "quality", who: "ada", quality: "good" });
    expect([weak.poor, lost.poor, fine.poor]).toEqual([{ ada: "weak" }, { ada: "lost" }, {}]);
    expect(kinds(fine)).toEqual(["in", "weak ada", "fine ada"]);
  });

  test("the quality of someone who isn't here is ignored", () => {
    const state = inside();
    expect(reduce(state, { type: "quality", who: "bo", quality: "weak" })).toBe(state);
  });

  test("a weak connection is forgotten when its person leaves", () => {
    expect(
      inside({ type: "quality", who: "ada", quality: "weak" }, { type: "went", who: "ada" }).poor,
    ).toEqual({});
  });

  test("one's own weak connection is announced as one's own", () => {
    const state = inside({ type: "quality", who: null, quality: "weak" });
    expect(state).toMatchObject({ selfQuality: "weak", poor: {} });
    expect(kinds(state)).toEqual(["in", "weak"]);
  });
});

describe("devices and sound", () => {
  test("trouble with one device leaves the others alone, and is forgotten once it is solved", () => {
    const state = inside(
      { type: "trouble", device: "camera", trouble: "busy" },
      { type: "trouble", device: "microphone", trouble: "refused" },
      { type: "trouble", device: "camera", trouble: null },
    );
    expect(state.trouble).toEqual({ microphone: "refused" });
  });

  test("blocked sound is remembered until it plays", () => {
    expect(inside({ type: "sound", blocked: true }).soundBlocked).toBe(true);
    expect(inside({ type: "sound", blocked: true }, { type: "sound", blocked: false }).soundBlocked).toBe(
      false,
    );
  });

  test("only the latest news is kept, and each item has a number of its own", () => {
    const many = Array.from({ length: 12 }, (_, at): RoomAction => ({ type: "came", who: `p${at}` }));
    const { news } = inside(...many);
    expect(news).toHaveLength(6);
    expect(news.at(-1)).toEqual({ n: 13, kind: "came", who: "p11" });
  });
});
