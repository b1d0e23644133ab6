import "server-only";
import type { Query, Scalar, SortKey, Test, Tree } from "#lib/queries/rules.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Direction, Position } from "./seal-cursor.ts";

type Sql = Prisma.Sql;
const { sql, join, raw } = Prisma;

export type Column = {
  /** The value that is compared, and stored in cursors. */
  readonly sql: Sql;
  readonly type: string;
  /** In the list. */
  readonly unique?: boolean;
  /** For `people`: whether any of these ids is among them. */
  readonly among?: (ids: Sql) => Sql;
};
export type Columns = Readonly<Record<string, Column>>;

const no = sql`FALSE`;
export const yes = sql`TRUE`;
export const and = (...all: readonly Sql[]): Sql =>
  all.length > 0 ? sql`(${join([...all], " AND ")})` : yes;
export const or = (any: readonly Sql[]): Sql => (any.length > 0 ? sql`(${join([...any], " OR ")})` : no);
const cast = (type: string) => raw(`::${type}`);

const columnOf = (columns: Columns, { field }: { field: Test["field"] }): Column => {
  const column = columns[field.column];
  if (!column) throw new Error(`This list has no column ${field.column}.`);
  return column;
};

/** PostgreSQL plans `=` better than a list with one value. */
const isAmong = (what: Sql, values: readonly unknown[], type: string): Sql =>
  values.length === 1
    ? sql`${what} = ${values[0]}${cast(type)}`
    : sql`${what} = ANY(${values}${cast(`${type}[]`)})`;

const escaped = (word: string) => word.replace(/[\\%_]/g, "\\$&");
const hasWords = (what: Sql, words: readonly string[]): Sql =>
  and(...words.map((word) => sql`(' ' || ${what}) LIKE ${`% ${escaped(word)}%`}`));

/** The value at a path. Steps lead through objects, never into arrays. */
const valueAt = (document: Sql, path: readonly string[], last: "->" | "->>"): Sql => {
  const steps = path.map((step, index) =>
    index === path.length - 1 ? sql`${raw(last)} ${step}::text` : sql`-> ${step}::text`,
  );
  return sql`(${document} ${join(steps, " ")})`;
};

/** Values in custom data only match values of the same JSON type. */
const jsonTest = (document: Sql, test: Test): Sql => {
  const value = valueAt(document, test.path, "->");
  const text = valueAt(document, test.path, "->>");
  switch (test.is) {
    case "exists":
      return sql`${text} IS NOT NULL`;
    case "in":
      return isAmong(
        value,
        test.values.map((one) => JSON.stringify(one)),
        "jsonb",
      );
    case "words":
      return and(sql`jsonb_typeof(${value}) = 'string'`, hasWords(sql`search_key(${text})`, test.words));
    default:
      return typeof test.value === "number"
        ? and(
            sql`jsonb_typeof(${value}) = 'number'`,
            sql`${value} ${raw(test.is)} ${JSON.stringify(test.value)}::jsonb`,
          )
        : and(
            sql`jsonb_typeof(${value}) = 'string'`,
            sql`${text} COLLATE "C" ${raw(test.is)} ${test.value}::text`,
          );
  }
};

export const testSql = (columns: Columns, test: Test): Sql => {
  const column = columnOf(columns, test);
  if (test.field.kind === "json") return jsonTest(column.sql, test);
  switch (test.is) {
    case "exists":
      return sql`${column.sql} IS NOT NULL`;
    case "in":
      if (test.values.length === 0) return no;
      if (column.among) return column.among(sql`${test.values}::uuid[]`);
      return isAmong(column.sql, test.values, column.type);
    case "words":
      return hasWords(column.sql, test.words);
    default:
      return sql`${column.sql} ${raw(test.is)} ${test.value}${cast(column.type)}`;
  }
};

/** A filter as a condition. Every value is a parameter; NULL counts as false. */
export const condition = (columns: Columns, tree: Tree): Sql => {
  if ("all" in tree) return and(...tree.all.map((one) => condition(columns, one)));
  if ("any" in tree) return or(tree.any.map((one) => condition(columns, one)));
  if ("not" in tree) return sql`(${condition(columns, tree.not)}) IS NOT TRUE`;
  return testSql(columns, tree);
};

export type Ordered = Column & { readonly down: boolean };

/** Rows with the same choice are sorted by age. */
const age = "created_at";

/** The sort columns up to the first that makes the order unique, reversed for `prev`. */
export const orderOf = (
  columns: Columns,
  query: Pick<Query, "sort">,
  last: readonly string[],
  direction: Direction,
): Ordered[] => {
  const reversed = direction === "prev";
  const order = query.sort.map((key: SortKey) => ({
    ...columnOf(columns, key),
    down: key.down !== reversed,
  }));
  const down = order.at(-1)?.down ?? reversed;
  const sorted = query.sort.map(({ field }) => field.column);
  const tieBreakers = query.sort.at(-1)?.field.kind === "choice" ? [age] : [];
  for (const name of [...tieBreakers, ...last]) {
    const column = columns[name];
    if (column && !sorted.includes(name)) order.push({ ...column, down });
  }
  const end = order.findIndex((one) => one.unique);
  return end < 0 ? order : order.slice(0, end + 1);
};

export const orderBy = (order: readonly Ordered[]): Sql =>
  join(order.map((one) => sql`${one.sql} ${raw(one.down ? "DESC" : "ASC")}`));

const comparison = (down: boolean, inclusive: boolean) => raw(`${down ? "<" : ">"}${inclusive ? "=" : ""}`);

/** A single row comparison if all columns have one direction. */
export const after = (order: readonly Ordered[], position: Position): Sql => {
  const values = order.map((one, index) => sql`${position.key[index]}${cast(one.type)}`);
  const [first] = order;
  if (!first) return yes;
  if (order.every((one) => one.down === first.down)) {
    const row = join(order.map((one) => one.sql));
    return sql`(${row}) ${comparison(first.down, position.inclusive)} (${join(values)})`;
  }
  const stepwise = order.reduceRight<Sql | null>((rest, one, index) => {
    const value = values[index] as Sql;
    if (rest === null) return sql`${one.sql} ${comparison(one.down, position.inclusive)} ${value}`;
    return sql`(${one.sql} ${comparison(one.down, false)} ${value} OR (${one.sql} = ${value} AND ${rest}))`;
  }, null);
  // Repeated for the first column alone, where an index can start.
  return and(sql`${first.sql} ${comparison(first.down, true)} ${values[0]}`, stepwise ?? yes);
};

export const keyValue = (value: unknown): Scalar => {
  if (value instanceof Date) return value.toISOString();
  if (value === Number.POSITIVE_INFINITY) return "infinity";
  return value as Scalar;
};
