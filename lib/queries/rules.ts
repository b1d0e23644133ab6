export type FieldKind = "id" | "choice" | "text" | "name" | "time" | "flag" | "people" | "json";

export type Field = {
  readonly kind: FieldKind;
  /** Its name in the store. Several names of a field can share one. */
  readonly column: string;
  readonly values?: readonly string[];
  readonly nullable?: boolean;
  readonly sortable?: boolean;
};

/** The fields of a list. A `json` field stands for every path in it: `custom` for `custom.a.b`. */
export type Fields = Readonly<Record<string, Field>>;

/** A filter before parsing: `{ role: "patient", created_at: { $gte: "…" }, $or: [{ … }, { … }] }`. */
export type Filter = { readonly [key: string]: unknown };

/** `direction` 1 is ascending, -1 descending. */
export type SortBy = { readonly field: string; readonly direction: 1 | -1 };

export type QueryInput = {
  readonly filter?: Filter;
  readonly sort?: readonly SortBy[];
  readonly limit?: number;
  readonly next?: string | null;
  readonly prev?: string | null;
};

export type Scalar = string | number | boolean;

export type Target = { readonly field: Field; readonly path: readonly string[] };

/** One test of one field. Every operator becomes one of these or its negation. */
export type Test = Target &
  (
    | { readonly is: "in"; readonly values: readonly Scalar[] }
    | { readonly is: ">" | ">=" | "<" | "<="; readonly value: Scalar }
    | { readonly is: "exists" }
    | { readonly is: "words"; readonly words: readonly string[] }
  );

/** A parsed filter. An empty `all` is true, an empty `any` false. */
export type Tree =
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }
  | { readonly not: Tree }
  | Test;

export const matchesEverything = (tree: Tree): boolean => "all" in tree && tree.all.length === 0;

export type SortKey = { readonly field: Field; readonly down: boolean };

export type Query = {
  readonly where: Tree;
  readonly sort: readonly SortKey[];
  readonly limit: number;
  readonly from: { readonly direction: "next" | "prev"; readonly cursor: string } | null;
  /** Equal for all spellings of a query. Cursors are bound to it. */
  readonly text: string;
};

export const limits = {
  depth: 5,
  conditions: 30,
  /** Of values in one `$in` or `$nin`. */
  list: 100,
  /** In the whole filter. */
  values: 200,
  value: 500,
  /** Steps of a path, and characters of each step. */
  path: 8,
  step: 64,
  sort: 5,
  limit: 100,
  text: 8_000,
} as const;

export const defaultLimit = 25;

/** Counting stops here, and people read "10,000+". */
export const countCeiling = 10_000;

/** The form in which names and words are compared. PostgreSQL's `search_key` computes the same. */
export function searchKey(text: string): string {
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[ \t\n\r\f\v]+/g, " ");
  return [...plain.trim()].slice(0, 200).join("").trim();
}

export const wordsOf = (text: string): string[] => searchKey(text).split(" ").filter(Boolean);

/** `-created_at,name` */
export const sortToText = (sort: readonly SortBy[]): string =>
  sort.map(({ field, direction }) => (direction === -1 ? `-${field}` : field)).join(",");

export const sortFromText = (text: string): SortBy[] =>
  text
    .split(",")
    .filter(Boolean)
    .map((name) =>
      name.startsWith("-") ? { field: name.slice(1), direction: -1 } : { field: name, direction: 1 },
    );

export const filterToText = (filter: Filter): string =>
  Object.keys(filter).length === 0 ? "" : JSON.stringify(filter);

export function filterFromText(text: string): Filter | null {
  if (text === "") return {};
  if (text.length > limits.text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Filter) : null;
  } catch {
    return null;
  }
}
