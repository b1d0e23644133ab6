import {
  defaultLimit,
  type Fields,
  limits,
  type Query,
  type QueryInput,
  type SortKey,
  type Tree,
} from "#lib/queries/rules.ts";
import { isPlainObject, type Parsing, refuse, startParsing, throwProblems } from "./collect-problems.ts";
import { filterAt } from "./parse-filter.ts";

const maxCursorLength = 4_000;

function parseSort(parsing: Parsing, given: unknown): SortKey[] {
  if (!Array.isArray(given) || given.length > limits.sort) {
    refuse(parsing, "sort", Array.isArray(given) ? "too-many" : "invalid");
    return [];
  }
  const keys: SortKey[] = [];
  given.forEach((part: unknown, index) => {
    const { field: name, direction } = isPlainObject(part) ? part : {};
    const at = `sort.${index}`;
    const known = typeof name === "string" && Object.hasOwn(parsing.fields, name);
    const field = known ? parsing.fields[name] : undefined;
    if (!field?.sortable) refuse(parsing, at, "unknown-field");
    else if (direction !== 1 && direction !== -1) refuse(parsing, at, "invalid");
    else if (keys.some((key) => key.field.column === field.column)) refuse(parsing, at, "taken");
    else keys.push({ field, down: direction === -1 });
  });
  return keys;
}

function parseLimit(parsing: Parsing, given: unknown): number {
  if (given === undefined) return defaultLimit;
  if (!Number.isInteger(given)) refuse(parsing, "limit", "invalid");
  else if ((given as number) < 1) refuse(parsing, "limit", "too-small");
  else if ((given as number) > limits.limit) refuse(parsing, "limit", "too-big");
  return given as number;
}

function parseFrom(parsing: Parsing, { next, prev }: QueryInput): Query["from"] {
  for (const [direction, cursor] of [["next", next] as const, ["prev", prev] as const]) {
    if (cursor === undefined || cursor === null) continue;
    if (typeof cursor !== "string" || cursor.length > maxCursorLength) refuse(parsing, direction, "invalid");
    else if (direction === "prev" && next) refuse(parsing, direction, "invalid");
  }
  if (typeof next === "string") return { direction: "next", cursor: next };
  return typeof prev === "string" ? { direction: "prev", cursor: prev } : null;
}

const textOf = (where: Tree, sort: readonly SortKey[]) =>
  JSON.stringify([where, sort.map(({ field, down }) => [field.column, down])], (key, value) =>
    key === "field" ? value.column : value,
  );

/** @throws AppError BAD_INPUT naming each wrong place, such as `filter.custom.age.$gt`, `sort.1`, `limit` or `next` */
export function parseQuery(fields: Fields, newest: readonly SortKey[], input: QueryInput): Query {
  const parsing = startParsing(fields);
  const where = filterAt(parsing, "filter", input.filter ?? {});
  const given = parseSort(parsing, input.sort ?? []);
  const sort = given.length > 0 ? given : newest;
  const limit = parseLimit(parsing, input.limit);
  const from = parseFrom(parsing, input);
  throwProblems(parsing);
  return { where, sort, limit, from, text: textOf(where, sort) };
}
