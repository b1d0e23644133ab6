import type { Outcome } from "#lib/attendance/rules.ts";
import type { listSessions } from "#lib/attendance/server.ts";
import { durationWords } from "#lib/formats.ts";

/** One session in a list. */
export type SessionRow = Awaited<ReturnType<typeof listSessions>>["sessions"][number];

/** A time in words; whole minutes from the first minute on. */
export const lasted = (seconds: number, locale: string): string =>
  seconds === 0 ? "–" : durationWords(seconds * 1000, locale);

/** How a session came out, for those who run a clinic. */
export const outcomeWords: Record<Outcome, string> = {
  met: "Took place",
  apart: "Never there at the same time",
  "only-clinic": "Only the clinic came",
  "only-patient": "Only the patient’s side came",
  nobody: "Nobody came",
};

/** The same while it is on, when all that may change. */
export const outcomeSoFar: Record<Outcome, string> = {
  met: "On now",
  apart: "On now, not yet together",
  "only-clinic": "On now, only the clinic is there",
  "only-patient": "On now, only the patient’s side is there",
  nobody: "On now, nobody has come yet",
};
