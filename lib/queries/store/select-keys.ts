import "server-only";
import type { Found, Raw, Segment } from "#lib/queries/store.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { after, keyValue, type Ordered } from "./compile-query.ts";
import type { Position } from "./seal-cursor.ts";

type Sql = Prisma.Sql;
const { sql, join, raw } = Prisma;

// A row's keys are its sort values, selected as "k0", "k1" and so on.

export const keyNames = (order: readonly Ordered[]): Sql[] => order.map((_, index) => raw(`"k${index}"`));

export const selectKeys = (order: readonly Ordered[]): Sql =>
  join(order.map((column, index) => sql`${column.sql} AS ${raw(`"k${index}"`)}`));

export const keysOf = (order: readonly Ordered[], alias: string): Sql =>
  join(keyNames(order).map((name) => sql`${raw(alias)}.${name}`));

export const orderByKeys = (order: readonly Ordered[], alias: string): Sql =>
  join(
    keyNames(order).map(
      (name, index) => sql`${raw(alias)}.${name} ${raw(order[index]?.down ? "DESC" : "ASC")}`,
    ),
  );

export const foundOf = ({ order, fixed }: Pick<Segment, "order" | "fixed">, row: Raw): Found => ({
  key: [...fixed, ...order.map((_, index) => keyValue(row[`k${index}`]))],
  raw: row,
});

export const scopeAfter = ({ order, scope }: Segment, position: Position | null): Sql =>
  position ? sql`${scope} AND ${after(order, position)}` : scope;

export const rowCount = (rows: number): Sql => raw(String(rows));
