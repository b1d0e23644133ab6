import "server-only";
import { type FieldProblem, isAppError } from "#lib/errors.ts";

/** The cursors in a URL. Without one, the list starts at the beginning. */
export type From = { readonly next?: string | undefined; readonly prev?: string | undefined };

/**
 * A page for a URL. `lost`: the cursor didn't fit the list, which starts over. `wrong`: the fields that can't be parsed. With
 * `wrong` or `tooBroad` the page is empty.
 */
export type Browsed<Page> = {
  readonly page: Page;
  readonly lost: boolean;
  readonly wrong: Readonly<Record<string, FieldProblem>>;
  readonly tooBroad: boolean;
};

/**
 * Reads the page that a URL describes. An old cursor starts the list over, and other problems with the URL are returned.
 * @throws AppError whatever `ask` throws except BAD_INPUT and QUERY_TOO_BROAD
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
