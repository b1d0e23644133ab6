import "server-only";
import type { Actor } from "#lib/access";
import { type FieldProblem, isAppError } from "#lib/errors";
import type { Filter } from "#lib/queries/rules";
import { queryCalls } from "./server.ts";

type Browsing = { filter: Filter; limit: number; next?: string | undefined; prev?: string | undefined };
type Page = Awaited<ReturnType<typeof queryCalls>>;
type Looked = { page: Page; lost: boolean; wrong: Readonly<Record<string, FieldProblem>>; tooBroad: boolean };

const nothing: Page = { calls: [], next: null, prev: null, cutShort: false };

/**
 * A page of calls as an address asks for it, or as near to it as can be had; what is wrong with the address is answered
 * rather than thrown. `lost`: the place in it fits no more, so this is the beginning.
 */
export const browseCalls = async (actor: Actor, query: Browsing): Promise<Looked> => {
  const found = { page: nothing, lost: false, wrong: {}, tooBroad: false };
  try {
    return { ...found, page: await queryCalls(actor, query) };
  } catch (error) {
    if (isAppError(error, "QUERY_TOO_BROAD")) return { ...found, tooBroad: true };
    if (!isAppError(error, "BAD_INPUT")) throw error;
    const { next, prev, ...wrong } = error.fields;
    if (Object.keys(wrong).length > 0) return { ...found, wrong };
    if (!next && !prev) throw error;
    const { filter, limit } = query;
    return { ...(await browseCalls(actor, { filter, limit })), lost: true };
  }
};
