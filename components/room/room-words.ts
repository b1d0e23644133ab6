import type { MemberRole } from "#lib/roles.ts";
import type { News, RoomState } from "./room-state.ts";

/** `role` is null where the name is only a role. */
export type Person = { readonly name: string; readonly role: MemberRole | null };
/** Who someone in the room is, by their identity; null for strangers. */
export type Names = (identity: string) => Person | null;

/** A sentence about one's own connection: `room.connection.<key>`. */
export type Notice = {
  readonly tone: "info" | "warning" | "danger";
  readonly key: "interrupted" | "lost" | "weak";
};

export const connectionNotice = (state: RoomState): Notice | null => {
  const { phase, attempt, selfQuality, wasIn, moving } = state;
  if (phase.at === "out" || !wasIn || (moving && phase.at !== "in")) return null;
  if (phase.at !== "in")
    return attempt < 3 ? { tone: "warning", key: "interrupted" } : { tone: "danger", key: "lost" };
  return selfQuality === "good" ? null : { tone: "warning", key: "weak" };
};

/** Why someone isn't in yet, once it has taken more than one try: `room.delay.<reason>`. */
export const delayReason = ({ phase, attempt, lastCode, wasIn }: RoomState) => {
  if (wasIn || attempt === 0 || phase.at === "in" || phase.at === "out") return null;
  if (lastCode === "VIDEO_UNAVAILABLE") return "noVideo";
  return lastCode ? "noApp" : "slow";
};

const ownNews = { weak: "yourWeak", fine: "yourFine", shares: "youShare", shared: "youShared" } as const;

/** What a screen reader says: `room.news.<key>`, which takes the value `name`. */
export const newsKey = ({ kind, who }: News) =>
  who === null && kind in ownNews ? ownNews[kind as keyof typeof ownNews] : kind;
