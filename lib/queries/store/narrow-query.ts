import "server-only";
import type { Test, Tree } from "#lib/queries/rules.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { and, or } from "./compile-query.ts";

/** A condition that every match meets and an index answers. `certain`: with few rows, so the search starts there. */
export type Narrowing = { readonly where: Prisma.Sql; readonly certain: boolean };

export type Narrow = (test: Test) => Narrowing | null;

const allOf = (all: readonly Narrowing[]): Narrowing | null => {
  const certain = all.filter((one) => one.certain);
  const best = certain.length > 0 ? certain : all;
  if (best.length === 0) return null;
  return { where: and(...best.map((one) => one.where)), certain: certain.length > 0 };
};

/** An `any` is narrowed only if all its parts are. */
export const narrowingOf = (tree: Tree, narrow: Narrow): Narrowing | null => {
  if ("all" in tree)
    return allOf(tree.all.map((one) => narrowingOf(one, narrow)).filter((one) => one !== null));
  if ("any" in tree) {
    const any = tree.any.map((one) => narrowingOf(one, narrow));
    if (!any.every((one) => one !== null)) return null;
    return { where: or(any.map((one) => one.where)), certain: any.every((one) => one.certain) };
  }
  return "not" in tree ? null : narrow(tree);
};

/** The tests that every match passes. */
export const required = (tree: Tree): readonly Test[] => {
  if ("all" in tree) return tree.all.flatMap(required);
  return "any" in tree || "not" in tree ? [] : [tree];
};
