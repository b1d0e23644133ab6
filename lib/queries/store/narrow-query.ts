import "server-only";
import type { Test, Tree } from "#lib/queries/rules.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { and, or } from "./compile-query.ts";

/**
 * A condition that an index answers and that every match fulfils. `certain`: it leads to so few rows that they are looked
 * at before anything else.
 */
export type Narrowing = { readonly where: Prisma.Sql; readonly certain: boolean };

/** What a list's indexes make of one question; null when none of them helps. */
export type Narrow = (test: Test) => Narrowing | null;

const both = (all: readonly Narrowing[]): Narrowing | null => {
  const certain = all.filter((one) => one.certain);
  const best = certain.length > 0 ? certain : all;
  if (best.length === 0) return null;
  return { where: and(...best.map((one) => one.where)), certain: certain.length > 0 };
};

/** The narrowing of a whole filter: of an `all`, what its parts have; of an `any`, only when each part has one. */
export const narrowingOf = (tree: Tree, narrow: Narrow): Narrowing | null => {
  if ("all" in tree)
    return both(tree.all.map((one) => narrowingOf(one, narrow)).filter((one) => one !== null));
  if ("any" in tree) {
    const any = tree.any.map((one) => narrowingOf(one, narrow));
    if (!any.every((one) => one !== null)) return null;
    return { where: or(any.map((one) => one.where)), certain: any.every((one) => one.certain) };
  }
  return "not" in tree ? null : narrow(tree);
};

/** The questions that every match answers with yes. */
export const required = (tree: Tree): readonly Test[] => {
  if ("all" in tree) return tree.all.flatMap(required);
  return "any" in tree || "not" in tree ? [] : [tree];
};
