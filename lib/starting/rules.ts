export type Candidate = {
  /** Blocked, disabled or without the right to join, so a ring would lead nowhere. */
  readonly away: boolean;
  readonly here: boolean;
  /** In another session. */
  readonly busy: boolean;
};

/** Nothing happens for `here` and `not-rung`. */
export type RingOutcome = "ringing" | "busy" | "here" | "not-rung";

export function outcomeFor({ away, here, busy }: Candidate): RingOutcome {
  if (away) return "not-rung";
  if (here) return "here";
  return busy ? "busy" : "ringing";
}

/** "all": every member but the caller. */
export type RingTarget = "none" | "all" | readonly string[];
