import "server-only";
import { type FieldProblem, isAppError } from "#lib/errors.ts";

export type From = { readonly next?: string | undefined; readonly prev?: string | undefined };

/** `lost`: the cursor didn't fit the list, which starts over. With `wrong` fields or `tooBroad` the page is empty. */
export type Browsed<Page> = {
  readonly page: Page;
  readonly lost: boolean;
  readonly wrong: Readonly<Record<string, FieldProblem>>;
  readonly tooBroad: boolean;
};

/** Reads the page that a URL describes, and returns the problems with it. */
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
