import fc from "fast-check";
import type { Filter } from "#lib/queries/rules.ts";
import { filterArbitrary, type Stored } from "./arbitraries.ts";

/** An invalid query, and the place in it that the refusal must name. */
export type InvalidQuery = {
  readonly query: {
    readonly filter?: unknown;
    readonly sort?: unknown;
    readonly limit?: unknown;
    readonly next?: unknown;
  };
  readonly place: string;
};

const nestedAnds = (depth: number): Filter =>
  depth === 0 ? { role: "patient" } : { $and: [nestedAnds(depth - 1)] };

/** Invalid conditions, each with its place in the filter. */
const invalidConditions: readonly (readonly [condition: Filter, place: string])[] = [
  [{ unknown: 1 }, "unknown"],
  [{ custom: 1 }, "custom"],
  [{ password_hash: "x" }, "password_hash"],
  [JSON.parse('{"__proto__": {"$eq": 1}}'), "__proto__"],
  [{ constructor: "x" }, "constructor"],
  [{ "custom.": 1 }, "custom."],
  [{ "custom.a..b": 1 }, "custom.a..b"],
  [{ "custom.a'b": 1 }, "custom.a'b"],
  [{ "custom.a\0": 1 }, "custom.a\0"],
  [{ [`custom.${"a.".repeat(9)}a`]: 1 }, `custom.${"a.".repeat(9)}a`],
  [{ user_id: "1 or 1=1" }, "user_id"],
  [{ user_id: null }, "user_id"],
  [{ user_id: { $in: ["x"] } }, "user_id.$in.0"],
  [{ user_id: { $gt: "0b7e6d1c-2f30-4c5f-9a54-7c5c4a1d2e3f" } }, "user_id.$gt"],
  [{ role: "king" }, "role"],
  [{ role: { $in: ["patient", 7] } }, "role.$in.1"],
  [{ role: { $autocomplete: "pa" } }, "role.$autocomplete"],
  [{ created_at: "yesterday" }, "created_at"],
  [{ created_at: { $gt: "2026-02-30T00:00:00Z" } }, "created_at.$gt"],
  [{ created_at: { $gt: "2026-02-20T00:00:00" } }, "created_at.$gt"],
  [{ updated_at: { $lte: new Date(Number.NaN) } }, "updated_at.$lte"],
  [{ updated_at: { $lte: new Date(8e15) } }, "updated_at.$lte"],
  [{ updated_at: { $lte: 1_700_000_000 } }, "updated_at.$lte"],
  [{ name: "a\0b" }, "name"],
  [{ name: "\ud800" }, "name"],
  [{ name: { $autocomplete: "  " } }, "name.$autocomplete"],
  [{ name: { $autocomplete: 3 } }, "name.$autocomplete"],
  [{ name: { $regex: ".*" } }, "name.$regex"],
  [{ name: "x".repeat(501) }, "name"],
  [{ "custom.a": { $eq: "\0" } }, "custom.a.$eq"],
  [{ "custom.a": { $in: ["a", "\udfff"] } }, "custom.a.$in.1"],
  [{ "custom.a": { $gt: Number.NaN } }, "custom.a.$gt"],
  [{ "custom.a": { $gt: Number.POSITIVE_INFINITY } }, "custom.a.$gt"],
  [{ "custom.a": { $gt: true } }, "custom.a.$gt"],
  [{ "custom.a": { $lt: null } }, "custom.a.$lt"],
  [{ "custom.a": { $eq: { b: 1 } } }, "custom.a.$eq"],
  [{ "custom.a": [1] }, "custom.a"],
  [{ "custom.a": {} }, "custom.a"],
  [{ "custom.a": { b: 1 } }, "custom.a.b"],
  [{ "custom.a": { $exists: "yes" } }, "custom.a.$exists"],
  [{ "custom.a": { $in: "red" } }, "custom.a.$in"],
  [{ "custom.a": { $in: Array(101).fill(1) } }, "custom.a.$in"],
  [{ $or: [] }, "$or"],
  [{ $nor: { role: "patient" } }, "$nor"],
  [{ $and: ["patient"] }, "$and.0"],
  [{ $where: "1" }, "$where"],
  [{ $not: [] }, "$not"],
];

const combinators = fc.constantFrom("$and", "$or", "$nor");

/** An invalid condition alone, within a combinator, or beside a valid filter. */
const invalidFilter = (stored: Stored): fc.Arbitrary<InvalidQuery> => {
  const invalid = fc.constantFrom(...invalidConditions);
  return fc.oneof(
    invalid.map(([filter, place]) => ({ query: { filter }, place: `filter.${place}` })),
    fc.tuple(invalid, combinators).map(([[condition, place], combinator]) => ({
      query: { filter: { [combinator]: [{}, condition] } },
      place: `filter.${combinator}.1.${place}`,
    })),
    fc.tuple(invalid, filterArbitrary(stored)).map(([[condition, place], valid]) => ({
      query: { filter: { ...valid, ...condition } },
      place: `filter.${place}`,
    })),
  );
};

const invalidOf = (key: keyof InvalidQuery["query"], value: fc.Arbitrary<unknown>, place: string) =>
  value.map((given): InvalidQuery => ({ query: { [key]: given }, place }));

const otherInvalid: fc.Arbitrary<InvalidQuery> = fc.oneof(
  invalidOf("filter", fc.constant(nestedAnds(6)), "filter.$and.0.$and.0.$and.0.$and.0.$and.0.$and"),
  invalidOf("filter", fc.constant({ $or: Array(31).fill({ role: "patient" }) }), "filter.$or"),
  invalidOf(
    "filter",
    fc.constant({ $or: Array(16).fill({ role: { $ne: "patient", $eq: "observer" } }) }),
    "filter",
  ),
  invalidOf(
    "filter",
    fc.constant({ $or: Array(3).fill({ "custom.a": { $in: Array(80).fill(1) } }) }),
    "filter.$or.2.custom.a.$in",
  ),
  invalidOf("filter", fc.constantFrom<unknown>([], "role"), "filter"),
  invalidOf(
    "sort",
    fc
      .constantFrom("custom.a", "id", "email", "__proto__", "toString")
      .map((field) => [{ field, direction: 1 }]),
    "sort.0",
  ),
  invalidOf(
    "sort",
    fc
      .constantFrom<unknown>(0, 2, "asc", Number.NaN, null)
      .map((direction) => [{ field: "name", direction }]),
    "sort.0",
  ),
  invalidOf(
    "sort",
    fc.constant([
      { field: "name", direction: 1 },
      { field: "name", direction: -1 },
    ]),
    "sort.1",
  ),
  invalidOf("sort", fc.constant("name"), "sort"),
  invalidOf("sort", fc.constant([null]), "sort.0"),
  invalidOf("sort", fc.constant(Array(6).fill({ field: "name", direction: 1 })), "sort"),
  invalidOf("limit", fc.constantFrom<unknown>(0, -1, 101, 1.5, "5", Number.NaN, null), "limit"),
  invalidOf(
    "next",
    fc.constantFrom<unknown>("nonsense", "", 7, "a".repeat(5_000), Buffer.from("{}").toString("base64url")),
    "next",
  ),
);

export const invalidQueryArbitrary = (stored: Stored): fc.Arbitrary<InvalidQuery> =>
  fc.oneof({ weight: 7, arbitrary: invalidFilter(stored) }, { weight: 3, arbitrary: otherInvalid });
