import "server-only";
import { type FieldProblem, isAppError } from "#lib/errors.ts";

/** Where a page begins: at a cursor, or at the list's own beginning. */
export type From = { readonly next?: string | undefined; readonly prev?: string | undefined };

/**
 * A page as an address asks for it. `lost`: the position in the address no longer fits this list, so it starts over.
 * `wrong`: the fields that nothing can be made of. With these, or `tooBroad`, the page is empty.
 */
export type Browsed<Page> = {
  readonly page: Page;
  readonly lost: boolean;
  readonly wrong: Readonly<Record<string, FieldProblem>>;
  readonly tooBroad: boolean;
};

/**
 * What an address asks for, or as near to it as can be had: a list is never lost over an old cursor, and what is wrong
 * with the address is answered rather than thrown.
 * @throws AppError whatever `ask` throws besides BAD_INPUT and QUERY_TOO_BROAD
 */
export const browse = async <Page>(
  ask: (from: From) => Promise<Page>,
  nothing: Page,
  from: From,
): Promise<Browsed<Page>> => {
  const found = { page: nothing, lost: false, wrong: {}, tooBroad: false };
  try {
    return { ...found, page: await ask(from) };
  } catch (error) {
    if (isAppError(error, "QUERY_TOO_BROAD")) return { ...found, tooBroad: true };
    if (!isAppError(error, "BAD_INPUT")) throw error;
    const { next, prev, ...wrong } = error.fields;
    if (Object.keys(wrong).length > 0) return { ...found, wrong };
    if (!next && !prev) throw error;
    return { ...(await browse(ask, nothing, {})), lost: true };
  }
};
