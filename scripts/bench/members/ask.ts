import type { QueryInput } from "#lib/queries/rules.ts";

export type Page = Awaited<ReturnType<typeof import("#lib/members/server.ts")["queryMembers"]>>;
/** Asks for one page of the call's members. Returns it with the milliseconds it took. */
export type AskPage = (query: QueryInput) => Promise<[Page, number]>;

/** A query of some kind, different for each `index`. */
export type Question = (index: number) => QueryInput;

export const ref = { type: "livestream", id: "million" };
export const pageSize = 50;
