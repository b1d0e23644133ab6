import { z } from "zod";
import { AppError, type FieldProblem } from "#lib/errors.ts";
import {
  defaultLimit,
  type Field,
  type FieldKind,
  type Fields,
  limits,
  type Query,
  type QueryInput,
  type Scalar,
  type SortKey,
  searchKey,
  type Tree,
  wordsOf,
} from "#lib/queries/rules.ts";

type Problems = Record<string, FieldProblem>;

/** What goes along while a filter is read: the fields there are, what was found wrong, and how much is used up. */
type Reading = { readonly fields: Fields; readonly problems: Problems; conditions: number; values: number };

const nothing: Tree = { any: [] };
const most = 20;

const refuse = (reading: Reading, at: string, problem: FieldProblem): Tree => {
  if (Object.keys(reading.problems).length < most) reading.problems[at] ??= problem;
  return nothing;
};

const equality = ["$eq", "$ne", "$in", "$nin", "$exists"];
const ranges = ["$gt", "$gte", "$lt", "$lte"];
const operators: Record<FieldKind, readonly string[]> = {
  id: equality,
  choice: equality,
  flag: equality,
  people: ["$eq", "$ne", "$in", "$nin"],
  text: [...equality, ...ranges],
  time: [...equality, ...ranges],
  name: [...equality, ...ranges, "$autocomplete"],
  json: [...equality, ...ranges, "$autocomplete"],
};

const rangeOf = { $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" } as const;
const step = new RegExp(`^[\\p{L}\\p{N}_][\\p{L}\\p{N}_ -]{0,${limits.step - 1}}$`, "u");
const isoTime = z.iso.datetime({ offset: true, local: false });
const uuid = z.uuid();
const earliest = Date.parse("0001-01-01T00:00:00Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** In alphabetical order, so that filters that say the same are the same. */
const entriesOf = (value: Record<string, unknown>) =>
  Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** A name as it was typed, short enough to be shown. */
const shown = (name: string) => name.toWellFormed().slice(0, 80);

/** Text that PostgreSQL can hold. */
const textProblem = (value: unknown): FieldProblem | null => {
  if (typeof value !== "string" || value.includes("\0") || !value.isWellFormed()) return "invalid";
  return value.length > limits.value ? "too-long" : null;
};

const timeOf = (value: unknown): string | null => {
  const valid = value instanceof Date || isoTime.safeParse(value).success;
  const time = valid ? new Date(value as string | Date).getTime() : Number.NaN;
  return time >= earliest && time <= latest ? new Date(time).toISOString() : null;
};

type Valued = { readonly value: Scalar } | { readonly problem: FieldProblem };

const textValue = (value: unknown, as: (text: string) => string = (text) => text): Valued => {
  const problem = textProblem(value);
  return problem ? { problem } : { value: as(value as string) };
};

const jsonValue = (value: unknown): Valued => {
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return { value };
  return textValue(value);
};

/** A value as this field compares it. */
const valueFor = (field: Field, value: unknown): Valued => {
  switch (field.kind) {
    case "id":
    case "people":
      return uuid.safeParse(value).success
        ? { value: (value as string).toLowerCase() }
        : { problem: "not-an-id" };
    case "choice":
      return typeof value === "string" && field.values?.includes(value) ? { value } : { problem: "invalid" };
    case "time": {
      const time = timeOf(value);
      return time === null ? { problem: "not-a-date" } : { value: time };
    }
    case "flag":
      return typeof value === "boolean" ? { value } : { problem: "invalid" };
    case "name":
      return textValue(value, searchKey);
    case "text":
      return textValue(value);
    case "json":
      return jsonValue(value);
  }
};

type Asked = { readonly field: Field; readonly path: readonly string[] };

/** The field of this name, or of the longest name it begins with, and the path below. */
const fieldOf = (fields: Fields, name: string): Asked | FieldProblem => {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (own) return own.kind === "json" ? "unknown-field" : { field: own, path: [] };
  const parent = Object.keys(fields).find(
    (key) => fields[key]?.kind === "json" && name.startsWith(`${key}.`),
  );
  const field = parent && fields[parent];
  if (!field) return "unknown-field";
  const path = name.slice(parent.length + 1).split(".");
  if (path.length > limits.path || path.some((one) => one.length > limits.step)) return "too-long";
  return path.every((one) => step.test(one)) ? { field, path } : "invalid";
};

const isNullable = ({ field }: Asked) => field.kind === "json" || field.nullable === true;
const there = (asked: Asked): Tree => ({ ...asked, is: "there" });

const listed = (reading: Reading, at: string, asked: Asked, given: readonly unknown[]): Tree => {
  reading.values += given.length;
  if (given.length > limits.list || reading.values > limits.values) return refuse(reading, at, "too-many");
  const values: Scalar[] = [];
  given.forEach((one, index) => {
    if (one === null && isNullable(asked)) return;
    const read = valueFor(asked.field, one);
    if ("value" in read) values.push(read.value);
    else refuse(reading, `${at}.${index}`, read.problem);
  });
  const some: Tree = { ...asked, is: "in", values: [...new Set(values)] };
  return given.includes(null) ? { any: [some, { not: there(asked) }] } : some;
};

const equal = (reading: Reading, at: string, asked: Asked, given: unknown): Tree => {
  if (given === null && isNullable(asked)) return { not: there(asked) };
  reading.values += 1;
  if (reading.values > limits.values) return refuse(reading, at, "too-many");
  const read = valueFor(asked.field, given);
  return "value" in read ? { ...asked, is: "in", values: [read.value] } : refuse(reading, at, read.problem);
};

const within = (
  reading: Reading,
  at: string,
  asked: Asked,
  is: keyof typeof rangeOf,
  given: unknown,
): Tree => {
  const read = typeof given === "boolean" ? { problem: "invalid" as const } : valueFor(asked.field, given);
  return "value" in read
    ? { ...asked, is: rangeOf[is], value: read.value }
    : refuse(reading, at, read.problem);
};

const beginning = (reading: Reading, at: string, asked: Asked, given: unknown): Tree => {
  const problem = textProblem(given);
  if (problem) return refuse(reading, at, problem);
  const words = wordsOf(given as string);
  if (words.length === 0) return refuse(reading, at, "required");
  return words.length > limits.path ? refuse(reading, at, "too-many") : { ...asked, is: "words", words };
};

const condition = (reading: Reading, at: string, asked: Asked, operator: string, given: unknown): Tree => {
  reading.conditions += 1;
  if (reading.conditions > limits.conditions) return refuse(reading, "filter", "too-many");
  if (!operators[asked.field.kind].includes(operator)) return refuse(reading, at, "unknown-operator");
  switch (operator) {
    case "$eq":
      return equal(reading, at, asked, given);
    case "$ne":
      return { not: equal(reading, at, asked, given) };
    case "$in":
    case "$nin": {
      if (!Array.isArray(given)) return refuse(reading, at, "invalid");
      const some = listed(reading, at, asked, given);
      return operator === "$in" ? some : { not: some };
    }
    case "$exists": {
      if (typeof given !== "boolean") return refuse(reading, at, "invalid");
      return given ? there(asked) : { not: there(asked) };
    }
    case "$autocomplete":
      return beginning(reading, at, asked, given);
    default:
      return within(reading, at, asked, operator as keyof typeof rangeOf, given);
  }
};

const about = (reading: Reading, at: string, name: string, given: unknown): Tree => {
  const asked = fieldOf(reading.fields, name);
  if (typeof asked === "string") return refuse(reading, at, asked);
  if (!isPlain(given)) return condition(reading, at, asked, "$eq", given);
  const asks = entriesOf(given);
  if (asks.length === 0) return refuse(reading, at, "required");
  const all = asks.map(([operator, value]) =>
    condition(reading, `${at}.${shown(operator)}`, asked, operator, value),
  );
  return all.length === 1 && all[0] ? all[0] : { all };
};

const several = (reading: Reading, at: string, given: unknown, depth: number): readonly Tree[] => {
  if (depth > limits.depth) {
    refuse(reading, at, "too-deep");
    return [];
  }
  if (!Array.isArray(given) || given.length === 0) {
    refuse(reading, at, Array.isArray(given) ? "required" : "invalid");
    return [];
  }
  if (given.length > limits.conditions) {
    refuse(reading, at, "too-many");
    return [];
  }
  return given.map((one, index) => filterAt(reading, `${at}.${index}`, one, depth));
};

const filterAt = (reading: Reading, at: string, given: unknown, depth: number): Tree => {
  if (!isPlain(given)) return refuse(reading, at, "invalid");
  const all = entriesOf(given).map(([key, value]): Tree => {
    const here = `${at}.${shown(key)}`;
    if (key === "$and") return { all: several(reading, here, value, depth + 1) };
    if (key === "$or") return { any: several(reading, here, value, depth + 1) };
    if (key === "$nor") return { not: { any: several(reading, here, value, depth + 1) } };
    if (key.startsWith("$")) return refuse(reading, here, "unknown-operator");
    return about(reading, here, key, value);
  });
  return all.length === 1 && all[0] ? all[0] : { all };
};

const sortOf = (reading: Reading, given: unknown): SortKey[] => {
  if (!Array.isArray(given) || given.length > limits.sort) {
    refuse(reading, "sort", Array.isArray(given) ? "too-many" : "invalid");
    return [];
  }
  const keys: SortKey[] = [];
  given.forEach((one: unknown, index) => {
    const { field: name, direction } = isPlain(one) ? one : {};
    const at = `sort.${index}`;
    const known = typeof name === "string" && Object.hasOwn(reading.fields, name);
    const field = known ? reading.fields[name] : undefined;
    if (!field?.sortable) refuse(reading, at, "unknown-field");
    else if (direction !== 1 && direction !== -1) refuse(reading, at, "invalid");
    else if (keys.some((key) => key.field.column === field.column)) refuse(reading, at, "taken");
    else keys.push({ field, down: direction === -1 });
  });
  return keys;
};

const limitOf = (reading: Reading, given: unknown): number => {
  if (given === undefined) return defaultLimit;
  if (!Number.isInteger(given)) refuse(reading, "limit", "invalid");
  else if ((given as number) < 1) refuse(reading, "limit", "too-small");
  else if ((given as number) > limits.limit) refuse(reading, "limit", "too-big");
  return given as number;
};

const fromOf = (reading: Reading, { next, prev }: QueryInput): Query["from"] => {
  for (const [direction, cursor] of [["next", next] as const, ["prev", prev] as const]) {
    if (cursor === undefined || cursor === null) continue;
    if (typeof cursor !== "string" || cursor.length > 4_000) refuse(reading, direction, "invalid");
    else if (direction === "prev" && next) refuse(reading, direction, "invalid");
  }
  if (typeof next === "string") return { direction: "next", cursor: next };
  return typeof prev === "string" ? { direction: "prev", cursor: prev } : null;
};

/** Tree and sort as text, for a cursor to be bound to. */
const textOf = (where: Tree, sort: readonly SortKey[]) =>
  JSON.stringify([where, sort.map(({ field, down }) => [field.column, down])], (key, value) =>
    key === "field" ? value.column : value,
  );

/**
 * The filter alone.
 * @throws AppError BAD_INPUT naming each place that is wrong, `filter.custom.age.$gt`
 */
export const parseFilter = (fields: Fields, given: unknown): Tree => {
  const reading: Reading = { fields, problems: {}, conditions: 0, values: 0 };
  const where = filterAt(reading, "filter", given ?? {}, 0);
  if (Object.keys(reading.problems).length > 0) throw new AppError("BAD_INPUT", { fields: reading.problems });
  return where;
};

/**
 * The query, every part of which was looked at. Sorted by `newest` when it names no order.
 * @throws AppError BAD_INPUT naming each place that is wrong: `filter.custom.age.$gt`, `sort.1`, `limit`, `next`
 */
export const parseQuery = (fields: Fields, newest: readonly SortKey[], input: QueryInput): Query => {
  const reading: Reading = { fields, problems: {}, conditions: 0, values: 0 };
  const where = filterAt(reading, "filter", input.filter ?? {}, 0);
  const given = sortOf(reading, input.sort ?? []);
  const sort = given.length > 0 ? given : newest;
  const limit = limitOf(reading, input.limit);
  const from = fromOf(reading, input);
  if (Object.keys(reading.problems).length > 0) throw new AppError("BAD_INPUT", { fields: reading.problems });
  return { where, sort, limit, from, text: textOf(where, sort) };
};
