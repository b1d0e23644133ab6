import "server-only";
import type { Actor, CallRef } from "#lib/access.ts";
import { isAppError } from "#lib/errors.ts";
import { countMembers, queryMembers } from "#lib/members/server.ts";
import type { Filter, SortBy } from "#lib/queries/rules.ts";
import { browse, type From } from "#lib/queries/server/browse-pages.ts";

export type Browsing = CallRef &
  From & { readonly filter: Filter; readonly sort: readonly SortBy[]; readonly limit: number };

type Page = Awaited<ReturnType<typeof queryMembers>>;

const noPage: Page = { members: [], next: null, prev: null, cutShort: false };

/** Returns what is invalid in the address instead of throwing. @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function browseMembers(actor: Actor, { next, prev, ...query }: Browsing) {
  const { type, id, filter } = query;
  const found = await browse((from) => queryMembers(actor, { ...query, ...from }), noPage, { next, prev });
  const isWrong = found.tooBroad || Object.keys(found.wrong).length > 0;
  const total = isWrong ? { count: 0, more: false } : await countMembers(actor, { type, id, filter });
  return { ...found, total };
}

/** @throws AppError NOT_FOUND, NOT_ALLOWED */
export async function suggestNames(actor: Actor, { text, ...ref }: CallRef & { text: string }) {
  try {
    const filter = { name: { $autocomplete: text } };
    const sort = [{ field: "name", direction: 1 as const }];
    const { members } = await queryMembers(actor, { ...ref, filter, sort, limit: 10 });
    return [...new Set(members.map(({ name }) => name))];
  } catch (error) {
    if (isAppError(error, "BAD_INPUT") || isAppError(error, "QUERY_TOO_BROAD")) return [];
    throw error;
  }
}
