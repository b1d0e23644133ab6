import { type Fields, limits, type Tree } from "#lib/queries/rules.ts";
import { isPlainObject, type Parsing, refuse, startParsing, throwProblems } from "./collect-problems.ts";
import { findTarget, parseCondition } from "./parse-condition.ts";

/** In alphabetical order, so that equal filters have equal trees. */
const entriesOf = (value: Record<string, unknown>) =>
  Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));

const shown = (name: string) => name.toWellFormed().slice(0, 80);

const allOf = (all: readonly Tree[]): Tree => (all.length === 1 && all[0] ? all[0] : { all });

function fieldFilter(parsing: Parsing, at: string, name: string, given: unknown): Tree {
  const target = findTarget(parsing.fields, name);
  if (typeof target === "string") return refuse(parsing, at, target);
  if (!isPlainObject(given)) return parseCondition(parsing, at, target, "$eq", given);
  const conditions = entriesOf(given);
  if (conditions.length === 0) return refuse(parsing, at, "required");
  return allOf(
    conditions.map(([operator, value]) =>
      parseCondition(parsing, `${at}.${shown(operator)}`, target, operator, value),
    ),
  );
}

function subfilters(parsing: Parsing, at: string, given: unknown, depth: number): readonly Tree[] {
  const none = (problem: Parameters<typeof refuse>[2]) => {
    refuse(parsing, at, problem);
    return [];
  };
  if (depth > limits.depth) return none("too-deep");
  if (!Array.isArray(given)) return none("invalid");
  if (given.length === 0) return none("required");
  if (given.length > limits.conditions) return none("too-many");
  return given.map((filter, index) => filterAt(parsing, `${at}.${index}`, filter, depth));
}

export function filterAt(parsing: Parsing, at: string, given: unknown, depth = 0): Tree {
  if (!isPlainObject(given)) return refuse(parsing, at, "invalid");
  const parts = entriesOf(given).map(([key, value]): Tree => {
    const here = `${at}.${shown(key)}`;
    if (key === "$and") return { all: subfilters(parsing, here, value, depth + 1) };
    if (key === "$or") return { any: subfilters(parsing, here, value, depth + 1) };
    if (key === "$nor") return { not: { any: subfilters(parsing, here, value, depth + 1) } };
    if (key.startsWith("$")) return refuse(parsing, here, "unknown-operator");
    return fieldFilter(parsing, here, key, value);
  });
  return allOf(parts);
}

/** @throws AppError BAD_INPUT naming each wrong place, such as `filter.custom.age.$gt` */
export function parseFilter(fields: Fields, given: unknown): Tree {
  const parsing = startParsing(fields);
  const where = filterAt(parsing, "filter", given ?? {});
  throwProblems(parsing);
  return where;
}
