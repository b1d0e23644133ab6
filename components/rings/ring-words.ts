import type { RungPerson } from "#lib/live/rules.ts";
import type { DeclineReason } from "#lib/rings/rules.ts";

const declineWords: Record<DeclineReason, string> = {
  "busy-now": ": busy now",
  "call-later": ": call me later",
  "cannot-talk": ": cannot talk here",
  other: "",
};

/** What the caller reads about somebody who was rung. */
export const rungWords = ({ name, state, reason }: Pick<RungPerson, "name" | "state" | "reason">): string => {
  const words: Record<RungPerson["state"], string> = {
    ringing: `Ringing ${name}…`,
    accepted: `${name} answered`,
    declined: `${name} declined${declineWords[reason ?? "other"]}`,
    missed: `No answer from ${name}`,
    cancelled: `You stopped ringing ${name}`,
    busy: `${name} is in another visit`,
  };
  return words[state];
};
