import "server-only";
import type { Actor } from "#lib/access.ts";
import { AppError } from "#lib/errors.ts";
import { currentActor } from "#lib/session.ts";

/** The page somebody begins at. */
export const homeOf = (actor: Pick<Actor, "role" | "kind" | "boundTo">): string => {
  if (actor.boundTo) return `/visit/${actor.boundTo.type}/${actor.boundTo.id}`;
  return actor.role === "admin" ? "/admin" : "/today";
};

/** Where whoever has this browser begins; null for somebody who is not signed in. */
export const homeOfVisitor = async (): Promise<string | null> => {
  const actor = await currentActor();
  return actor && homeOf(actor);
};

/** Where the member of staff begins who is signed in here; a patient's link does not keep staff from signing in. */
export const homeOfStaff = async (): Promise<string | null> => {
  const actor = await currentActor();
  return actor?.kind === "staff" ? homeOf(actor) : null;
};

/**
 * The member of staff who asks, as their pages need it. `locale` is an English one, whatever the account's: a date in
 * another language would stand in the middle of English words.
 * @throws AppError NOT_FOUND for everybody who is not staff
 */
export const me = async (actor: Actor, _input: object) => {
  if (actor.kind !== "staff" || actor.role === "patient") throw new AppError("NOT_FOUND");
  const { userId, name, role, timeZone } = actor;
  return { userId, name, role, timeZone, locale: englishOr(actor.locale), home: homeOf(actor) };
};

/**
 * The same for the pages of a clinician's own work.
 * @throws AppError NOT_FOUND for everybody who is no clinician
 */
export const meAsClinician = async (actor: Actor, input: object) => {
  if (actor.role !== "clinician") throw new AppError("NOT_FOUND");
  return me(actor, input);
};

/** `locale` if it is a kind of English, else British English: the language of all words on the screen. */
export const englishOr = (locale: string) => (/^en\b/i.test(locale) ? locale : "en-GB");

const isPage = (path: string) => {
  try {
    // As a browser and the router read it: without dots, and decoded.
    return !/^\/+api(\/|$)/i.test(decodeURIComponent(new URL(path, "http://localhost").pathname));
  } catch {
    return false;
  }
};

/**
 * `next` from an address, if it stays with us: begins with one slash, no browser reads another host in it, and it is a
 * page: nobody's link makes somebody take a file when they sign in.
 */
export const ownPath = (next: unknown): string | null =>
  typeof next === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes("\\") && isPage(next)
    ? next
    : null;
