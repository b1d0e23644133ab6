import "server-only";

const windowMs = 60_000;
/** Limits the rows that one person can cause in a minute. */
const maxPerWindow = 30;
/** Beyond this, the people of longest ago are forgotten. */
const maxPeople = 10_000;

type Seen = { readonly since: number; readonly keys: Set<string> };
const seenBy = new Map<string, Seen>();

/** Keeps repeated attempts from filling the audit log. Each process counts for itself. */
export function isFirstThisMinute(userId: string, key: string, now: Date): boolean {
  const known = seenBy.get(userId);
  const current = known && now.getTime() - known.since < windowMs ? known : undefined;
  const seen = current ?? { since: now.getTime(), keys: new Set<string>() };
  if (seen.keys.has(key) || seen.keys.size >= maxPerWindow) return false;
  seen.keys.add(key);
  seenBy.delete(userId);
  seenBy.set(userId, seen);
  const [oldest] = seenBy.keys();
  if (seenBy.size > maxPeople && oldest !== undefined) seenBy.delete(oldest);
  return true;
}
