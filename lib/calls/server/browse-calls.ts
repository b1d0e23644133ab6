import "server-only";
import type { Actor } from "#lib/access.ts";
import { queryCalls } from "#lib/calls/server.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { type Browsed, browse, type From } from "#lib/queries/server/browse-pages.ts";

type Browsing = From & { readonly filter: Filter; readonly limit: number };
type Page = Awaited<ReturnType<typeof queryCalls>>;

const nothing: Page = { calls: [], next: null, prev: null, cutShort: false };

/** A page of calls for an address. Invalid parts of the address are returned, not thrown. */
export const browseCalls = (actor: Actor, { next, prev, ...query }: Browsing): Promise<Browsed<Page>> =>
  browse((from) => queryCalls(actor, { ...query, ...from }), nothing, { next, prev });
