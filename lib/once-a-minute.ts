import "server-only";

const windowMs = 60_000;
/** Rows a minute that one person can cause, whatever they try. */
const maxPerWindow = 30;
/** People remembered at once; beyond it the oldest are forgotten. */
const maxPeople = 10_000;

type Noted = { readonly since: number; readonly keys: Set<string> };
const notedOf = new Map<string, Noted>();

/**
 * Whether this is new within the minute, for what somebody can bring about again and again: it is written down once. Each
 * process remembers for itself.
 */
export const isFirstThisMinute = (userId: string, key: string, now: Date): boolean => {
  const known = notedOf.get(userId);
  const running = known && now.getTime() - known.since < windowMs ? known : undefined;
  const noted = running ?? { since: now.getTime(), keys: new Set<string>() };
  if (noted.keys.has(key) || noted.keys.size >= maxPerWindow) return false;
  noted.keys.add(key);
  notedOf.delete(userId);
  notedOf.set(userId, noted);
  const [oldest] = notedOf.keys();
  if (notedOf.size > maxPeople && oldest !== undefined) notedOf.delete(oldest);
  return true;
};
