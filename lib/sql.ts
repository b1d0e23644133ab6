import "server-only";
import {
  type Compilable,
  DummyDriver,
  type Expression,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SqlBool,
  sql,
} from "kysely";
import type { DB } from "#prisma/generated/kysely.ts";
import type { Tx } from "./db.ts";

/** Writes SQL, typed by the schema, and never runs it: `fetchAll`, `fetchFirst` and `execute` do, on Prisma's connection. */
export const kysely = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

type Client = Pick<Tx, "$queryRawUnsafe">;

/** Within the transaction of `client`, if it is one. A `bigint` arrives as such, a range or an array of enums as text. */
export function fetchAll<Row>(client: Client, query: Compilable<Row>): Promise<Row[]> {
  const { sql: text, parameters } = query.compile();
  return client.$queryRawUnsafe<Row[]>(text, ...parameters);
}

export const fetchFirst = async <Row>(client: Client, query: Compilable<Row>): Promise<Row | null> =>
  (await fetchAll(client, query))[0] ?? null;

/** Returns the number of rows that were written. */
export function execute(client: Pick<Tx, "$executeRawUnsafe">, query: Compilable<unknown>): Promise<number> {
  const { sql: text, parameters } = query.compile();
  return client.$executeRawUnsafe(text, ...parameters);
}

/** For a condition that is selected. */
export const asBoolean = (condition: Expression<SqlBool>) => sql<boolean>`${condition}`;

/** For `where("id", "=", anyOf(ids))`: one parameter, however long the list is. */
export const anyOf = <T>(values: readonly T[]): Expression<T> => sql<T>`any(${values})`;

type GivenType = "text" | "int" | "uuid" | "jsonb" | "timestamptz";

/** `rows` as a table, in one parameter: `given("one", rows, { userId: "uuid", role: "text" })`. */
export function given<Row extends object, Name extends string>(
  name: Name,
  rows: readonly Row[],
  types: Record<keyof Row & string, GivenType>,
) {
  const columns = Object.entries<GivenType>(types).map(
    ([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`,
  );
  const table = sql<Row>`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`;
  return table.as<Name>(sql`${sql.ref(name)}(${sql.join(columns)})`);
}
