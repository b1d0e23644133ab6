import type { Situation } from "#lib/joining/server/explain-join.ts";

type Tone = "success" | "info" | "warning";

/** What an administrator reads about someone's way into a call: the key under `situation`, and how it looks. */
export const situations = {
  IN: { key: "in", tone: "success" },
  MAY_COME_IN: { key: "mayJoin", tone: "success" },
  NOT_STARTED: { key: "notStarted", tone: "info" },
  WAITING: { key: "waiting", tone: "info" },
  TOO_EARLY: { key: "tooEarly", tone: "info" },
  NOT_MEMBER: { key: "notMember", tone: "warning" },
  WRONG_TEAM: { key: "wrongTeam", tone: "warning" },
  NO_ACCOUNT: { key: "noAccount", tone: "warning" },
  NO_RIGHT_TO_JOIN: { key: "noRightToJoin", tone: "warning" },
  BLOCKED: { key: "blocked", tone: "warning" },
  LINK_EXPIRED: { key: "linkExpired", tone: "warning" },
  FULL: { key: "full", tone: "warning" },
  ENDED: { key: "ended", tone: "info" },
  CANCELLED: { key: "cancelled", tone: "info" },
  OTHER_DEVICE: { key: "otherDevice", tone: "info" },
} as const satisfies Record<Situation, { key: string; tone: Tone }>;
