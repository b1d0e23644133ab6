import "server-only";
import type { Columns, Ordered } from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { Position } from "#lib/queries/store/seal-cursor.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Scalar } from "./rules.ts";

type Sql = Prisma.Sql;

export type Raw = Readonly<Record<string, unknown>>;

export type List<Row> = {
  /** Cursors are bound to it. */
  readonly name: string;
  /** With the alias `m`. */
  readonly table: Sql;
  readonly scope: Sql;
  /** The same in terms of an index, for a list that is a small part of its table. */
  readonly own?: Sql | undefined;
  /** The filter's index comes before `own`, which may be many thousands of rows. */
  readonly filterFirst?: boolean;
  readonly columns: Columns;
  /** The unique end of every sort order. */
  readonly last: readonly string[];
  readonly narrow: Narrow;
  /** The table's columns that showing a row needs. */
  readonly kept: Sql;
  /** The columns selected for the rows of a page, `m`. */
  readonly shown: Sql;
  readonly joined: Sql;
  readonly toRow: (raw: Raw) => Row;
};

export type Budget = {
  readonly firstRows: number;
  readonly maxFillRows: number;
  readonly maxIndexRows: number;
  /** No statement starts later. */
  readonly ms: number;
  readonly statementTimeoutMs: number;
  readonly totalTimeoutMs: number;
};

export type Found = { readonly key: readonly Scalar[]; readonly raw: Raw };
/** `at` is the last row scanned, or null at the end of the list. */
export type Reached = { readonly found: readonly Found[]; readonly at: Position | null };

/** A part of the list whose rows are adjacent in sort order. Their keys begin with `fixed`. */
export type Segment = {
  readonly scope: Sql;
  readonly order: readonly Ordered[];
  readonly fixed: readonly Scalar[];
};
