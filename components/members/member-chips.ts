import { dayWords } from "#components/queries/address.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { MemberSearch } from "./member-filters.ts";

export type Chip = { readonly label: string; readonly without: MemberSearch };

/** One chip per filter, each with the search that remains without it. */
export function chipsOf(
  search: MemberSearch,
  t: Translator<"members">,
  tRoles: Translator<"roles">,
  locale: string,
): Chip[] {
  const { name, roles, since, before, data } = search;
  const chip = (label: string, changed: Partial<MemberSearch>) => ({
    label,
    without: { ...search, ...changed },
  });
  return [
    ...(name ? [chip(t("filter.name", { name }), { name: "" })] : []),
    ...roles.map((role) =>
      chip(t("filter.role", { role: tRoles(role) }), { roles: roles.filter((one) => one !== role) }),
    ),
    ...(since ? [chip(t("filter.since", { day: dayWords(since, locale) }), { since: "" })] : []),
    ...(before ? [chip(t("filter.before", { day: dayWords(before, locale) }), { before: "" })] : []),
    ...data.map((pair) =>
      chip(t("filter.custom", { field: pair[0], value: pair[1] }), {
        data: data.filter((one) => one !== pair),
      }),
    ),
  ];
}
