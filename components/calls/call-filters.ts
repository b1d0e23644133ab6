import { daysBetween, dayWords, type Params } from "#components/queries/address.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { dayOf } from "#lib/times/rules.ts";

/** The filters in the address of the list of calls. Days are `2026-11-25`, in the reader's time zone. */
export type CallSearch = {
  readonly kind: string;
  readonly team: string;
  readonly state: "" | "on" | "open" | "ended";
  readonly from: string;
  readonly before: string;
  /** A member's user id. */
  readonly person: string;
};

export type Named = readonly { readonly id: string; readonly name: string }[];

type Choices = { readonly kinds: Named; readonly teams: Named; readonly people: Named };

export const callStates = ["on", "open", "ended"] as const;

const textOf = (value: string | string[] | undefined) =>
  (typeof value === "string" ? value : "").trim().slice(0, 100);

/** Reads the filters from an address and ignores what is invalid. */
export const readCallSearch = (params: Params, { kinds, teams, people }: Choices): CallSearch => {
  const known = (all: Named, id: string) => all.find((one) => one.id === id)?.id ?? "";
  const state = textOf(params.state);
  return {
    kind: known(kinds, textOf(params.kind)),
    team: known(teams, textOf(params.team)),
    state: callStates.find((one) => one === state) ?? "",
    from: dayOf(textOf(params.from)),
    before: dayOf(textOf(params.before)),
    person: known(people, textOf(params.person)),
  };
};

/** The address of the list with these filters. */
export const callsPath = (search: Partial<CallSearch>, more: Record<string, string> = {}): string => {
  const given = Object.entries(search).filter(([, value]) => value);
  const query = new URLSearchParams([...given, ...Object.entries(more)]).toString();
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

/** One chip per filter, each with the search that remains without it. */
export const callChipsOf = (
  search: CallSearch,
  { kinds, teams, people }: Choices,
  t: Translator<"calls">,
  locale: string,
): Chip[] => {
  const nameOf = (all: Named, id: string) => all.find((one) => one.id === id)?.name ?? id;
  const day = (text: string) => dayWords(text, locale);
  const words: Record<keyof CallSearch, (value: string) => string> = {
    kind: (value) => t("filter.kind", { name: nameOf(kinds, value) }),
    team: (value) => t("filter.team", { name: nameOf(teams, value) }),
    state: (value) => t(`filterState.${value as (typeof callStates)[number]}`),
    from: (value) => t("filter.from", { day: day(value) }),
    before: (value) => t("filter.before", { day: day(value) }),
    person: (value) => t("filter.person", { name: nameOf(people, value) }),
  };
  return (Object.keys(words) as (keyof CallSearch)[])
    .filter((key) => search[key])
    .map((key) => ({ label: words[key](search[key]), without: { ...search, [key]: "" } }));
};
