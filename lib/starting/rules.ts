/** What is known about a member before ringing them. */
export type Candidate = {
  /** Blocked, disabled or without the right to join, so a ring would lead nowhere. */
  readonly away: boolean;
  /** Connected to this session. */
  readonly here: boolean;
  /** Connected to another session. */
  readonly busy: boolean;
};

/** Nothing happens for `here` and `not-rung`. */
export type RingOutcome = "ringing" | "busy" | "here" | "not-rung";

export function outcomeFor({ away, here, busy }: Candidate): RingOutcome {
  if (away) return "not-rung";
  if (here) return "here";
  return busy ? "busy" : "ringing";
}

/** Who is rung when a session opens: no one, every member but the caller, or these members. */
export type RingTarget = "none" | "all" | readonly string[];
