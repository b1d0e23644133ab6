import { daysBetween, type Params } from "#components/queries/address.ts";
import { type Filter, type SortBy, sortFromText, sortToText } from "#lib/queries/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import { dayOf } from "#lib/times/rules.ts";

/** The search in the address of a list of members. Days are `2026-11-25`, in the reader's time zone. */
export type MemberSearch = {
  readonly name: string;
  readonly roles: readonly MemberRole[];
  readonly since: string;
  readonly before: string;
  /** Required custom data: `["ward", "7"]`, `["user.insurer", "A"]`. */
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

/** The custom data in an address, with the form's `field` and `value` as one more pair. */
function dataOf(params: Params): [string, string][] {
  const [field, value] = [first(params.field), first(params.value)];
  const typed = field && value ? [`${field}=${value}`] : [];
  return [...new Set([...all(params.data), ...typed])].flatMap((text) => {
    const pair = pairOf(text);
    return pair ? [pair] : [];
  });
}

/** Reads the search from an address and ignores what is invalid. */
export function readSearch(params: Params): MemberSearch {
  const sort = sortFromText(first(params.sort)).slice(0, 1);
  const size = Number(first(params.size));
  return {
    name: first(params.name),
    roles: memberRoles.filter((role) => all(params.role).includes(role)),
    since: dayOf(first(params.since)),
    before: dayOf(first(params.before)),
    data: dataOf(params),
    sort: sort.length > 0 ? sort : newest,
    size: pageSizes.find((one) => one === size) ?? 50,
  };
}

/** The search as the query of an address, without defaults. */
export function searchParams(search: MemberSearch, more: Record<string, string> = {}): string {
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
}

/** The typed text as each JSON value it could stand for. */
function valuesOf(text: string): unknown[] {
  const number = Number(text);
  return [
    text,
    ...(text.trim() !== "" && Number.isFinite(number) ? [number] : []),
    ...(text === "true" || text === "false" ? [text === "true"] : []),
  ];
}

const fieldOf = (path: string): string =>
  path.startsWith("user.") ? `user.custom.${path.slice(5)}` : `custom.${path}`;

/** The filter that a search asks for, as described in section 5 of DESIGN.md. */
export function filterOf(search: MemberSearch, zone: string): Filter {
  const time = daysBetween(search.since, search.before, zone);
  const data = search.data.map(([path, value]) => ({ [fieldOf(path)]: { $in: valuesOf(value) } }));
  return {
    ...(search.name && { name: { $autocomplete: search.name } }),
    ...(search.roles.length > 0 && { role: { $in: [...search.roles] } }),
    ...(Object.keys(time).length > 0 && { created_at: time }),
    ...(data.length > 0 && { $and: data }),
  };
}
