import { type Filter, type SortBy, searchKey, wordsOf } from "#lib/queries/rules.ts";

const memoized = <T>(of: (text: string) => T) => {
  const known = new Map<string, T>();
  return (text: string): T => {
    const value = known.get(text) ?? of(text);
    known.set(text, value);
    return value;
  };
};
const keyOf = memoized(searchKey);
const words = memoized(wordsOf);
const bytes = memoized((text) => Buffer.from(text));

// Evaluates queries in the plainest way, on the filter as it was written. The SQL must agree with it.

export type Row = {
  id: string;
  user_id: string;
  role: string;
  name: string;
  created_at: Date;
  updated_at: Date;
  custom: unknown;
  user_custom: unknown;
};

const roles = ["clinician", "assistant", "patient", "companion", "interpreter", "observer"];

const below = (document: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, step) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  }, document);

/** A row's value of a field. `many` is a list, which equals each of its items. */
export type Value = { of: "json" | "name" | "time" | "plain" | "many"; value: unknown };
type ValueIn<R> = (row: R, field: string) => Value;

/** The value of a field like `custom.a.b` in the document `custom`. */
export const jsonIn = (document: unknown, field: string, prefix: string): Value => ({
  of: "json",
  value: below(document, field.slice(prefix.length).split(".")),
});

const valueIn = (row: Row, field: string): Value => {
  if (field.startsWith("custom.")) return jsonIn(row.custom, field, "custom.");
  if (field.startsWith("user.custom.")) return jsonIn(row.user_custom, field, "user.custom.");
  if (field === "name") return { of: "name", value: keyOf(row.name) };
  if (field === "created_at" || field === "updated_at") return { of: "time", value: row[field].getTime() };
  return { of: "plain", value: row[field as "role" | "user_id"] };
};

const operandOf = (of: Value["of"], given: unknown): unknown => {
  if (of === "name") return keyOf(given as string);
  return of === "time" ? new Date(given as string).getTime() : given;
};

/** -1, 0 or 1; null if the values can't be compared. */
const compare = (a: unknown, b: unknown): number | null => {
  if (typeof a === "number" && typeof b === "number") return Math.sign(a - b);
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : Buffer.compare(bytes(a), bytes(b));
  return null;
};

const isPresent = (value: unknown) => value !== undefined && value !== null;
const equals = ({ of, value }: Value, given: unknown) => {
  if (of === "many") return (value as unknown[]).includes(given);
  return given === null ? !isPresent(value) : isPresent(value) && value === operandOf(of, given);
};

const holds = (own: Value, operator: string, given: unknown): boolean => {
  const order = () => compare(own.value, operandOf(own.of, given));
  switch (operator) {
    case "$eq":
      return equals(own, given);
    case "$ne":
      return !equals(own, given);
    case "$in":
      return (given as unknown[]).some((one) => equals(own, one));
    case "$nin":
      return !(given as unknown[]).some((one) => equals(own, one));
    case "$exists":
      return isPresent(own.value) === given;
    case "$gt":
      return order() === 1;
    case "$gte":
      return [0, 1].includes(order() ?? 2);
    case "$lt":
      return order() === -1;
    case "$lte":
      return [0, -1].includes(order() ?? 2);
    case "$autocomplete": {
      if (typeof own.value !== "string") return false;
      const among = words(own.value);
      return words(given as string).every((word) => among.some((one) => one.startsWith(word)));
    }
  }
  throw new Error(`No operator ${operator}`);
};

export const matches = <R>(row: R, filter: Filter, of: ValueIn<R>): boolean =>
  Object.entries(filter).every(([key, given]) => {
    if (key === "$and") return (given as Filter[]).every((one) => matches(row, one, of));
    if (key === "$or") return (given as Filter[]).some((one) => matches(row, one, of));
    if (key === "$nor") return !(given as Filter[]).some((one) => matches(row, one, of));
    const isBare = typeof given !== "object" || given === null || given instanceof Date;
    const asks = isBare ? { $eq: given } : (given as Filter);
    return Object.entries(asks).every(([operator, value]) => holds(of(row, key), operator, value));
  });

const sortValue = (row: Row, field: string) => {
  const { value } = valueIn(row, field);
  return field === "role" ? roles.indexOf(value as string) : value;
};

/**
 * The matching rows in order: newest first by default, and at last by id in the direction of the last field. Rows sorted by
 * role are then sorted by age.
 */
export const evaluate = (rows: readonly Row[], filter: Filter, sort: readonly SortBy[]): Row[] => {
  const keys = sort.length > 0 ? sort : [{ field: "created_at", direction: -1 as const }];
  const last = keys.at(-1);
  const direction = last?.direction ?? 1;
  const byAge = last?.field === "role" ? [{ field: "created_at", direction }] : [];
  const all = [...keys, ...byAge, { field: "id", direction }];
  return rows
    .filter((row) => matches(row, filter, valueIn))
    .sort((a, b) => {
      for (const { field, direction } of all) {
        const order =
          field === "id" ? compare(a.id, b.id) : compare(sortValue(a, field), sortValue(b, field));
        if (order) return order * direction;
      }
      return 0;
    });
};
