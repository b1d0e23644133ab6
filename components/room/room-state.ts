import type { ErrorCode, ErrorFacts } from "#lib/errors.ts";

/** `weak`: pictures suffer first; `lost`: nothing comes through. */
export type Quality = "good" | "weak" | "lost";
export type RoomDevice = "camera" | "microphone" | "screen";
/** `refused`: the person or the browser said no; `missing`: there is none; `busy`: another program has it. */
export type Trouble = "refused" | "missing" | "busy" | "failed";

/** Why someone is no longer in. A code: the app refused them. */
export type OutReason = "left" | "ended" | "evicted" | "other-device" | ErrorCode;

/** How a connection was lost (room-events.ts translates LiveKit's reasons). */
export type LossReason = "evicted" | "other-device" | "closed" | "connection";

export type Grant = { readonly url: string; readonly token: string };

export type Phase =
  /** Asks the app for a token. */
  | { readonly at: "asking"; readonly takeOver: boolean }
  | { readonly at: "connecting"; readonly grant: Grant }
  | { readonly at: "in" }
  /** livekit-client repairs its own connection. */
  | { readonly at: "repairing" }
  /** Before the next try. */
  | { readonly at: "pausing" }
  | { readonly at: "out"; readonly why: OutReason; readonly facts: ErrorFacts };

export type NewsKind =
  | "came"
  | "went"
  | "in"
  | "interrupted"
  | "back"
  | "weak"
  | "fine"
  | "shares"
  | "shared";
/** Something to announce. `n` counts up; `who` is an identity, null for oneself. */
export type News = { readonly n: number; readonly kind: NewsKind; readonly who: string | null };

export type RoomState = {
  readonly phase: Phase;
  /** Failed tries since the connection last held for a while. */
  readonly attempt: number;
  /** The app's last refusal; null when there was none, or nothing is wrong. */
  readonly lastCode: ErrorCode | null;
  /** Tells joining from reconnecting. */
  readonly wasIn: boolean;
  /** Identities of the others who are connected. */
  readonly here: readonly string[];
  /** While the visit moves to another room: who was here, and is expected there. */
  readonly moving: readonly string[] | null;
  readonly selfQuality: Quality;
  /** The others whose connection isn't good. */
  readonly poor: Readonly<Record<string, Exclude<Quality, "good">>>;
  /** The browser plays no sound before a press. */
  readonly soundBlocked: boolean;
  readonly trouble: Readonly<Partial<Record<RoomDevice, Trouble>>>;
  readonly news: readonly News[];
};

export type RoomAction =
  | { readonly type: "granted"; readonly grant: Grant }
  | { readonly type: "refused"; readonly code: ErrorCode; readonly facts: ErrorFacts }
  /** The app didn't respond, or LiveKit couldn't be reached. */
  | { readonly type: "failed" }
  | { readonly type: "retry" }
  | { readonly type: "joined"; readonly others: readonly string[] }
  /** The connection has held for a while. */
  | { readonly type: "settled" }
  | { readonly type: "repairing" }
  | { readonly type: "repaired" }
  | { readonly type: "lost"; readonly reason: LossReason }
  | { readonly type: "came"; readonly who: string }
  | { readonly type: "went"; readonly who: string }
  | { readonly type: "quality"; readonly who: string | null; readonly quality: Quality }
  | { readonly type: "sharing"; readonly who: string | null; readonly on: boolean }
  | { readonly type: "sound"; readonly blocked: boolean }
  | { readonly type: "trouble"; readonly device: RoomDevice; readonly trouble: Trouble | null }
  /** The visit was ended for everyone. */
  | { readonly type: "ended" }
  | { readonly type: "leave" };

export const entering = (takeOver: boolean): RoomState => ({
  phase: { at: "asking", takeOver },
  attempt: 0,
  lastCode: null,
  wasIn: false,
  here: [],
  moving: null,
  selfQuality: "good",
  poor: {},
  soundBlocked: false,
  trouble: {},
  news: [],
});
