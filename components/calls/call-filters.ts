import { daysBetween, dayWords, type Params } from "#components/queries/address.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { dayOf } from "#lib/times/rules.ts";

/** What the address of the list of calls says. Days are `2026-11-25`, on the clock of whoever looks. */
export type CallSearch = {
  readonly kind: string;
  readonly team: string;
  readonly state: "" | "on" | "open" | "ended";
  readonly from: string;
  readonly before: string;
  /** The id of somebody who belongs to them. */
  readonly person: string;
};

export type Named = readonly { readonly id: string; readonly name: string }[];

/** What an address may name. */
type Choices = { readonly kinds: Named; readonly teams: Named; readonly people: Named };

export const callStates = { on: "On right now", open: "Not ended", ended: "Ended" } as const;

const textOf = (value: string | string[] | undefined) =>
  (typeof value === "string" ? value : "").trim().slice(0, 100);

/** Reads an address; what makes no sense in it is left out. */
export const readCallSearch = (params: Params, { kinds, teams, people }: Choices): CallSearch => {
  const known = (all: Named, id: string) => all.find((one) => one.id === id)?.id ?? "";
  const state = textOf(params.state);
  return {
    kind: known(kinds, textOf(params.kind)),
    team: known(teams, textOf(params.team)),
    state: Object.hasOwn(callStates, state) ? (state as CallSearch["state"]) : "",
    from: dayOf(textOf(params.from)),
    before: dayOf(textOf(params.before)),
    person: known(people, textOf(params.person)),
  };
};

/** The list of calls that an address asks for; without what goes without saying. */
export const callsPath = (search: Partial<CallSearch>, more: Record<string, string> = {}): string => {
  const said = Object.entries(search).filter(([, value]) => value);
  const query = new URLSearchParams([...said, ...Object.entries(more)]).toString();
  return query ? `/admin/calls?${query}` : "/admin/calls";
};

const stateFilters = {
  on: { ongoing: true },
  open: { endedAt: null },
  ended: { endedAt: { $exists: true } },
};

export const callFilterOf = (search: CallSearch, zone: string): Filter => {
  const starts = daysBetween(search.from, search.before, zone);
  return {
    ...(search.kind && { type: search.kind }),
    ...(search.team && { team: search.team }),
    ...(search.state && stateFilters[search.state]),
    ...(search.person && { members: search.person }),
    ...(Object.keys(starts).length > 0 && { startsAt: starts }),
  };
};

export type Chip = { readonly label: string; readonly without: CallSearch };

/** One chip a condition; each knows the search without it. */
export const callChipsOf = (
  search: CallSearch,
  { kinds, teams, people }: Choices,
  locale: string,
): Chip[] => {
  const nameOf = (all: Named, id: string) => all.find((one) => one.id === id)?.name ?? id;
  const day = (text: string) => dayWords(text, locale);
  const words: Record<keyof CallSearch, (value: string) => string> = {
    kind: (value) => `Kind: ${nameOf(kinds, value)}`,
    team: (value) => `Team: ${nameOf(teams, value)}`,
    state: (value) => callStates[value as keyof typeof callStates],
    from: (value) => `Starts ${day(value)} or later`,
    before: (value) => `Starts before ${day(value)}`,
    person: (value) => `With ${nameOf(people, value)}`,
  };
  return (Object.keys(words) as (keyof CallSearch)[])
    .filter((key) => search[key])
    .map((key) => ({ label: words[key](search[key]), without: { ...search, [key]: "" } }));
};
