import "server-only";
import type { Actor, CallRef } from "#lib/access";
import { recordAlone } from "#lib/audit/server";
import { cidOf } from "#lib/calls/rules";
import type { JoinRefusal } from "./rules.ts";

const windowMs = 60_000;
/** Rows a minute that one person can cause, however many calls they try. */
const mostPerWindow = 30;
/** People remembered at once; beyond it the oldest are forgotten. */
const mostPeople = 10_000;

type Noted = { readonly since: number; readonly keys: Set<string> };
const notedOf = new Map<string, Noted>();

/** Whether this refusal is new within the minute. Each process remembers for itself. */
const isNew = (userId: string, key: string, now: Date): boolean => {
  const known = notedOf.get(userId);
  const running = known && now.getTime() - known.since < windowMs ? known : undefined;
  const noted = running ?? { since: now.getTime(), keys: new Set<string>() };
  if (noted.keys.has(key) || noted.keys.size >= mostPerWindow) return false;
  noted.keys.add(key);
  notedOf.delete(userId);
  notedOf.set(userId, noted);
  const [oldest] = notedOf.keys();
  if (notedOf.size > mostPeople && oldest !== undefined) notedOf.delete(oldest);
  return true;
};

/**
 * Writes down that somebody was not let in: once a minute for the same person, call and reason, so that a page which
 * asks again and again does not fill the log. The same for calls that exist and for those that do not.
 */
export const noteRefusal = async (
  actor: Actor,
  ref: CallRef,
  code: JoinRefusal["code"],
  now: Date,
): Promise<void> => {
  const subject = `call:${cidOf(ref)}`;
  if (!isNew(actor.userId, `${subject} ${code}`, now)) return;
  await recordAlone({ kind: "join.refused", actorId: actor.userId, subject, details: { code } }, now);
};
