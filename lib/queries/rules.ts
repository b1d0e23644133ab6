/** What a field holds, and so what may be asked of it. */
export type FieldKind = "id" | "choice" | "text" | "name" | "time" | "flag" | "people" | "json";

export type Field = {
  readonly kind: FieldKind;
  /** The name under which the store knows it; several spellings of a field share one. */
  readonly column: string;
  /** All that a `choice` may be, in its order. */
  readonly values?: readonly string[];
  /** May have no value; then null can be asked for. */
  readonly nullable?: boolean;
  readonly sortable?: boolean;
};

/** What can be asked about: a `json` field's entry stands for every path below it (`custom` for `custom.a.b`). */
export type Fields = Readonly<Record<string, Field>>;

/** A filter as it is written: `{ role: "patient", created_at: { $gte: "…" }, $or: [{ … }, { … }] }`. */
export type Filter = { readonly [key: string]: unknown };

/** `direction` 1 is up (oldest, first letter), -1 down. */
export type SortBy = { readonly field: string; readonly direction: 1 | -1 };

/** What a query may be asked with. Whatever comes from a browser is not trusted: parseQuery looks at all of it. */
export type QueryInput = {
  readonly filter?: Filter;
  readonly sort?: readonly SortBy[];
  /** Rows a page has: 1–100, 25 unless told. */
  readonly limit?: number;
  /** The cursor of a page before, for what comes after it. */
  readonly next?: string | null;
  /** The cursor of a page before, for what comes before it. */
  readonly prev?: string | null;
};

export type Scalar = string | number | boolean;

type Of = { readonly field: Field; readonly path: readonly string[] };

/** One question about one field. Every operator comes down to one of these, or to the denial of one. */
export type Test = Of &
  (
    | { readonly is: "in"; readonly values: readonly Scalar[] }
    | { readonly is: ">" | ">=" | "<" | "<="; readonly value: Scalar }
    | { readonly is: "there" }
    /** Each word begins some word of the text. */
    | { readonly is: "words"; readonly words: readonly string[] }
  );

/** A filter, parsed. `all` of nothing is true, `any` of nothing false. */
export type Tree =
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }
  | { readonly not: Tree }
  | Test;

export type SortKey = { readonly field: Field; readonly down: boolean };

/** A query, parsed. */
export type Query = {
  readonly where: Tree;
  readonly sort: readonly SortKey[];
  readonly limit: number;
  readonly from: { readonly direction: "next" | "prev"; readonly cursor: string } | null;
  /** The same for all spellings of filter and sort: what a cursor is bound to. */
  readonly text: string;
};

/** The most that one query may hold. */
export const limits = {
  /** `$and`, `$or` and `$nor` within one another. */
  depth: 5,
  conditions: 30,
  /** In one `$in` or `$nin`. */
  list: 100,
  /** In the whole filter. */
  values: 200,
  /** Characters of one value. */
  value: 500,
  /** Steps of a path, and characters of each. */
  path: 8,
  step: 64,
  sort: 5,
  limit: 100,
  /** Characters of a filter in an address. */
  text: 8_000,
} as const;

export const defaultLimit = 25;

/** Counting stops here: beyond it people read "10,000+". */
export const countCeiling = 10_000;

/**
 * What names and words are compared by: without accents, in small letters, single spaces, 200 characters. PostgreSQL's
 * `search_key` says the same of what is stored.
 */
export const searchKey = (text: string): string => {
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[ \t\n\r\f\v]+/g, " ");
  return [...plain.trim()].slice(0, 200).join("").trim();
};

/** The words of a text, as `$autocomplete` compares them. */
export const wordsOf = (text: string): string[] => searchKey(text).split(" ").filter(Boolean);

/** Sort as text in an address: `-created_at,name`. */
export const sortToText = (sort: readonly SortBy[]): string =>
  sort.map(({ field, direction }) => (direction === -1 ? `-${field}` : field)).join(",");

/** What `sortToText` wrote; whether these fields are there says parseQuery. */
export const sortFromText = (text: string): SortBy[] =>
  text
    .split(",")
    .filter(Boolean)
    .map((one) =>
      one.startsWith("-") ? { field: one.slice(1), direction: -1 } : { field: one, direction: 1 },
    );

/** Filter as text in an address; empty for the filter that lets everything through. */
export const filterToText = (filter: Filter): string =>
  Object.keys(filter).length === 0 ? "" : JSON.stringify(filter);

/** The filter that an address holds, or null when it holds none that can be read. Whether it is one says parseQuery. */
export const filterFromText = (text: string): Filter | null => {
  if (text === "") return {};
  if (text.length > limits.text) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Filter) : null;
  } catch {
    return null;
  }
};
