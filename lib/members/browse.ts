import "server-only";
import type { Actor, CallRef } from "#lib/access";
import { type FieldProblem, isAppError } from "#lib/errors";
import type { Filter, SortBy } from "#lib/queries/rules";
import { countMembers, queryMembers } from "./server.ts";

export type Browsing = CallRef & {
  readonly filter: Filter;
  readonly sort: readonly SortBy[];
  readonly limit: number;
  readonly next?: string | undefined;
  readonly prev?: string | undefined;
};

type Page = Awaited<ReturnType<typeof queryMembers>>;

/** `lost`: the place in the address fits this list no more, so this is its beginning. */
type Looked = { page: Page; lost: boolean; wrong: Readonly<Record<string, FieldProblem>>; tooBroad: boolean };

const nothing: Page = { members: [], next: null, prev: null, cutShort: false };

/** What the address asks for, or as near to it as can be had: a list is never lost over an old cursor. */
const look = async (actor: Actor, query: Browsing): Promise<Looked> => {
  const found = { page: nothing, lost: false, wrong: {}, tooBroad: false };
  try {
    return { ...found, page: await queryMembers(actor, query) };
  } catch (error) {
    if (isAppError(error, "QUERY_TOO_BROAD")) return { ...found, tooBroad: true };
    if (!isAppError(error, "BAD_INPUT")) throw error;
    const { next, prev, ...wrong } = error.fields;
    if (Object.keys(wrong).length > 0) return { ...found, wrong };
    if (!next && !prev) throw error;
    const { next: _next, prev: _prev, ...fromTheStart } = query;
    return { ...(await look(actor, fromTheStart)), lost: true };
  }
};

/**
 * A page of a call's members as an address asks for it, with how many match (`more`: that many or more). What is wrong with
 * the address is answered rather than thrown.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const browseMembers = async (actor: Actor, query: Browsing) => {
  const { type, id, filter } = query;
  const looked = await look(actor, query);
  const isWrong = looked.tooBroad || Object.keys(looked.wrong).length > 0;
  const total = isWrong ? { count: 0, more: false } : await countMembers(actor, { type, id, filter });
  return { ...looked, total };
};

/**
 * Names of members that begin with what was typed so far, for completing it; at most 10.
 * @throws AppError NOT_FOUND, NOT_ALLOWED
 */
export const suggestNames = async (actor: Actor, { text, ...ref }: CallRef & { text: string }) => {
  try {
    const filter = { name: { $autocomplete: text } };
    const sort = [{ field: "name", direction: 1 as const }];
    const { members } = await queryMembers(actor, { ...ref, filter, sort, limit: 10 });
    return [...new Set(members.map(({ name }) => name))];
  } catch (error) {
    if (isAppError(error, "BAD_INPUT") || isAppError(error, "QUERY_TOO_BROAD")) return [];
    throw error;
  }
};
