import "server-only";
import type { Columns, Ordered } from "#lib/queries/store/compile-query.ts";
import type { Narrow } from "#lib/queries/store/narrow-query.ts";
import type { Position } from "#lib/queries/store/seal-cursor.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Scalar } from "./rules.ts";

type Sql = Prisma.Sql;

export type Raw = Readonly<Record<string, unknown>>;

/** A list that can be queried. */
export type List<Row> = {
  /** Cursors are bound to it, and to filter and sort order. */
  readonly name: string;
  /** The table with its alias `m`. */
  readonly table: Sql;
  /** The condition for rows to belong to the list. */
  readonly scope: Sql;
  /** The same in terms of an index, for a list that is a small part of its table. */
  readonly own?: Sql | undefined;
  /** Whether the filter's index comes before `own`, because `own` may be many thousands of rows. */
  readonly filterFirst?: boolean;
  readonly columns: Columns;
  /** The columns that end every sort order. Together they are unique in the list. */
  readonly last: readonly string[];
  readonly narrow: Narrow;
  /** The columns of the table that showing a row needs, under their own names. */
  readonly kept: Sql;
  /** The columns selected for the rows of a page (`m`), and the tables joined to them. */
  readonly shown: Sql;
  readonly joined: Sql;
  readonly toRow: (raw: Raw) => Row;
};

/** The cost that one query may have. */
export type Budget = {
  /** Rows to scan in sort order before an index is tried. */
  readonly firstRows: number;
  /** Most further rows to scan before that if they promise to fill the page. */
  readonly walkedRows: number;
  /** Most rows that an index may lead to. */
  readonly narrowedRows: number;
  /** No new statement starts after this time. */
  readonly ms: number;
  /** Timeout of one statement. */
  readonly statementMs: number;
  /** Timeout of the whole query. */
  readonly totalMs: number;
};

export type Found = { readonly key: readonly Scalar[]; readonly raw: Raw };
/** The rows found so far. `at` is the last row scanned, or null at the end of the list. */
export type Reached = { readonly found: readonly Found[]; readonly at: Position | null };

/** A part of the list whose rows are adjacent in sort order. Their keys begin with `fixed`. */
export type Segment = {
  readonly scope: Sql;
  readonly order: readonly Ordered[];
  readonly fixed: readonly Scalar[];
};
