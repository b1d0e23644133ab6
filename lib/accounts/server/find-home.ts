import "server-only";
import type { Actor } from "#lib/access.ts";
import { AppError } from "#lib/errors.ts";
import { currentActor } from "#lib/session.ts";

export const homeOf = (actor: Pick<Actor, "role" | "kind" | "boundTo">): string => {
  if (actor.boundTo) return `/visit/${actor.boundTo.type}/${actor.boundTo.id}`;
  return actor.role === "admin" ? "/admin" : "/today";
};

export const homeOfVisitor = async (): Promise<string | null> => {
  const actor = await currentActor();
  return actor && homeOf(actor);
};

/** A patient's link sign-in does not count. */
export const homeOfStaff = async (): Promise<string | null> => {
  const actor = await currentActor();
  return actor?.kind === "staff" ? homeOf(actor) : null;
};

/** @throws AppError NOT_FOUND unless the actor is staff */
export const me = async (actor: Actor) => {
  if (actor.kind !== "staff" || actor.role === "patient") throw new AppError("NOT_FOUND");
  const { userId, name, role, timeZone } = actor;
  return { userId, name, role, timeZone, locale: englishOr(actor.locale), home: homeOf(actor) };
};

/** @throws AppError NOT_FOUND unless the actor is a clinician */
export const meAsClinician = async (actor: Actor) => {
  if (actor.role !== "clinician") throw new AppError("NOT_FOUND");
  return me(actor);
};

/** The screens are in English, so dates must be too. */
export const englishOr = (locale: string) => (/^en\b/i.test(locale) ? locale : "en-GB");

const isPage = (path: string) => {
  try {
    return !/^\/+api(\/|$)/i.test(decodeURIComponent(new URL(path, "http://localhost").pathname));
  } catch {
    return false;
  }
};

/**
 * `next` if it is a page of ours: one leading slash, nothing a browser could read as another host, and no API path, so
 * that a crafted link cannot start a download after sign-in. Null otherwise.
 */
export const ownPath = (next: unknown): string | null =>
  typeof next === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes("\\") && isPage(next)
    ? next
    : null;
