import { daysBetween, dayWords, type Params } from "#components/queries/address.ts";
import { type Filter, type SortBy, sortFromText, sortToText } from "#lib/queries/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import { dayOf } from "#lib/times/rules.ts";
import { roleWords } from "./role-words.ts";

/** What the address of a list of members says. Days are `2026-11-25`, on the clock of whoever looks. */
export type MemberSearch = {
  readonly name: string;
  readonly roles: readonly MemberRole[];
  readonly since: string;
  readonly before: string;
  /** Custom data that must be so: `["ward", "7"]`, `["user.insurer", "A"]`. */
  readonly data: readonly (readonly [path: string, value: string])[];
  readonly sort: readonly SortBy[];
  readonly size: number;
};

export const pageSizes = [25, 50, 100] as const;
const newest: SortBy[] = [{ field: "created_at", direction: -1 }];

const all = (value: string | string[] | undefined): string[] =>
  (Array.isArray(value) ? value : [value ?? ""]).map((one) => one.trim().slice(0, 200)).filter(Boolean);
const first = (value: string | string[] | undefined): string => all(value)[0] ?? "";

const pairOf = (text: string): [string, string] | null => {
  const at = text.indexOf("=");
  return at > 0 && at < text.length - 1 ? [text.slice(0, at), text.slice(at + 1)] : null;
};

/** Reads an address; what makes no sense in it is left out. The form's `field` and `value` become one more condition. */
export const readSearch = (params: Params): MemberSearch => {
  const typed =
    first(params.field) && first(params.value) ? [`${first(params.field)}=${first(params.value)}`] : [];
  const pairs = [...new Set([...all(params.data), ...typed])].flatMap((text) => {
    const pair = pairOf(text);
    return pair ? [pair] : [];
  });
  const sort = sortFromText(first(params.sort)).slice(0, 1);
  const size = Number(first(params.size));
  return {
    name: first(params.name),
    roles: memberRoles.filter((role) => all(params.role).includes(role)),
    since: dayOf(first(params.since)),
    before: dayOf(first(params.before)),
    data: pairs,
    sort: sort.length > 0 ? sort : newest,
    size: pageSizes.find((one) => one === size) ?? 50,
  };
};

/** The search as an address says it, without what goes without saying. */
export const searchParams = (search: MemberSearch, more: Record<string, string> = {}): string => {
  const query = new URLSearchParams();
  if (search.name) query.set("name", search.name);
  for (const role of search.roles) query.append("role", role);
  if (search.since) query.set("since", search.since);
  if (search.before) query.set("before", search.before);
  for (const [path, value] of search.data) query.append("data", `${path}=${value}`);
  if (sortToText(search.sort) !== sortToText(newest)) query.set("sort", sortToText(search.sort));
  if (search.size !== 50) query.set("size", String(search.size));
  for (const [key, value] of Object.entries(more)) query.set(key, value);
  const text = query.toString();
  return text ? `?${text}` : "";
};

/** What was typed, as whichever of these the data may hold. */
const asValues = (text: string): unknown[] => {
  const number = Number(text);
  return [
    text,
    ...(text.trim() !== "" && Number.isFinite(number) ? [number] : []),
    ...(text === "true" || text === "false" ? [text === "true"] : []),
  ];
};

const fieldOf = (path: string): string =>
  path.startsWith("user.") ? `user.custom.${path.slice(5)}` : `custom.${path}`;

/** The filter of DESIGN.md section 5 that an address asks for. */
export const filterOf = (search: MemberSearch, zone: string): Filter => {
  const time = daysBetween(search.since, search.before, zone);
  const data = search.data.map(([path, value]) => ({ [fieldOf(path)]: { $in: asValues(value) } }));
  return {
    ...(search.name && { name: { $autocomplete: search.name } }),
    ...(search.roles.length > 0 && { role: { $in: [...search.roles] } }),
    ...(Object.keys(time).length > 0 && { created_at: time }),
    ...(data.length > 0 && { $and: data }),
  };
};

export type Chip = { readonly label: string; readonly without: MemberSearch };

/** One chip a condition; each knows the search without it. */
export const chipsOf = (search: MemberSearch, locale: string): Chip[] => [
  ...(search.name ? [{ label: `Name: ${search.name}`, without: { ...search, name: "" } }] : []),
  ...search.roles.map((role) => ({
    label: `Role: ${roleWords[role]}`,
    without: { ...search, roles: search.roles.filter((one) => one !== role) },
  })),
  ...(search.since
    ? [
        {
          label: `Member since ${dayWords(search.since, locale)} or later`,
          without: { ...search, since: "" },
        },
      ]
    : []),
  ...(search.before
    ? [{ label: `Member before ${dayWords(search.before, locale)}`, without: { ...search, before: "" } }]
    : []),
  ...search.data.map((pair) => ({
    label: `${pair[0]} is ${pair[1]}`,
    without: { ...search, data: search.data.filter((one) => one !== pair) },
  })),
];
