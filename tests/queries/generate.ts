import { type Filter, limits, type SortBy } from "#lib/queries/rules.ts";

/** Random numbers that come again with the same seed (mulberry32). */
export const dice = (seed: number) => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most: number) => Math.floor(next() * most);
  const of = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);
  return { next, below, of, some, chance: (share: number) => next() < share };
};
export type Dice = ReturnType<typeof dice>;

const roles = ["clinician", "assistant", "patient", "companion", "interpreter", "observer"];
const given = [
  "Ada",
  "Bruno",
  "Émile",
  "José",
  "Zoë",
  "Łukasz",
  "Σίσυφος",
  "Ольга",
  "李",
  "İpek",
  "O'Neill",
  "50%_off",
];
const family = [
  "Bell",
  "Castro",
  "Dvořák",
  "Müller",
  "ß",
  "van der Berg",
  "Иванов",
  "小龙",
  "\\ back",
  "''",
  "ΟΔΟΣ",
  "😀",
];
const colours = [
  "red",
  "green",
  "blue",
  "Blue",
  "blau grün",
  "",
  "%",
  "\\",
  "'; drop table member; --",
  "😀",
  "ﬀ",
];
const numbers = [0, -1, 1, 1.5, 2, 1e21, -1e-7, 42, 1e308, 10, 9];

/** What the member with number `index` is made of: every kind of value, and none. */
export const someone = (roll: Dice, index: number) => ({
  name: `${roll.of(given)} ${roll.of(family)}${roll.chance(0.3) ? `  ${index % 50}` : ""}`,
  role: roll.chance(0.7) ? "patient" : roll.of(roles),
  custom: customData(roll, index),
  userCustom: roll.chance(0.2)
    ? {}
    : { language: roll.of(["de", "en", "fr", null]), age: roll.below(90), a: { b: index % 7 } },
});

const anything = (roll: Dice): unknown =>
  roll.of<() => unknown>([
    () => roll.of(colours),
    () => roll.of(numbers),
    () => roll.chance(0.5),
    () => null,
    () => [roll.of(colours), roll.of(numbers)],
    () => ({ deep: roll.of(colours), further: { still: roll.of(numbers) } }),
  ])();

const customData = (roll: Dice, index: number): Record<string, unknown> => ({
  ...(roll.chance(0.9) && { colour: roll.of(colours) }),
  ...(roll.chance(0.7) && { score: roll.of(numbers) }),
  ...(roll.chance(0.5) && { any: anything(roll) }),
  ...(roll.chance(0.1) && { ["__proto__ x"]: 1, constructor: roll.of(colours) }),
  ...(index % 97 === 0 && { rare: index }),
});

/** What filters may ask for: values that occur, and such that do not. */
export type World = { userIds: readonly string[]; times: readonly Date[] };

const paths = [
  "custom.colour",
  "custom.score",
  "custom.any",
  "custom.any.deep",
  "custom.any.further.still",
  "custom.rare",
  "custom.constructor",
  "custom.nowhere",
  "custom.any.0",
  "custom.colour.length",
  "user.custom.language",
  "user.custom.age",
  "user.custom.a.b",
  "user.custom.__proto__",
];

const uuid = (roll: Dice) =>
  "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => roll.below(16).toString(16));

const timeNear = (roll: Dice, world: World) =>
  new Date(roll.of(world.times).getTime() + roll.of([0, 0, 0, 1, -1, 86_400_000])).toISOString();

const jsonValue = (roll: Dice): unknown =>
  roll.of<() => unknown>([
    () => roll.of(colours),
    () => roll.of(["de", "en", "xx"]),
    () => roll.of(numbers),
    () => roll.below(90),
    () => roll.chance(0.5),
    () => null,
  ])();

const nameValue = (roll: Dice) =>
  roll.of([
    () => `${roll.of(given)} ${roll.of(family)}`,
    () => roll.of(given).toUpperCase(),
    () => roll.of(family),
    () => "",
  ])();

type Kind = "id" | "role" | "time" | "name" | "json";
const value = (roll: Dice, world: World, kind: Kind): unknown => {
  if (kind === "id") return roll.chance(0.7) ? roll.of(world.userIds) : uuid(roll);
  if (kind === "role") return roll.of(roles);
  if (kind === "time") return timeNear(roll, world);
  return kind === "name" ? nameValue(roll) : jsonValue(roll);
};

const fieldsOf: Record<Kind, readonly string[]> = {
  id: ["user_id"],
  role: ["role"],
  time: ["created_at", "updated_at"],
  name: ["name"],
  json: paths,
};
const kinds: readonly Kind[] = ["id", "role", "time", "name", "json", "json", "json"];
const operators: Record<Kind, readonly string[]> = {
  id: ["$eq", "$ne", "$in", "$nin", "$exists"],
  role: ["$eq", "$ne", "$in", "$nin", "$exists"],
  time: ["$eq", "$ne", "$in", "$nin", "$exists", "$gt", "$gte", "$lt", "$lte"],
  name: ["$eq", "$ne", "$in", "$nin", "$exists", "$gt", "$gte", "$lt", "$lte", "$autocomplete"],
  json: ["$eq", "$ne", "$in", "$nin", "$exists", "$gt", "$gte", "$lt", "$lte", "$autocomplete"],
};

const beginning = (roll: Dice) => {
  const word = roll.of([...given, ...family, ...colours].filter((one) => one.trim()));
  return word
    .slice(0, 1 + roll.below(word.length))
    .toWellFormed()
    .replaceAll("\ufffd", "e");
};

/** As many words as one `$autocomplete` may hold; some of the texts have several. */
const fewWords = (text: string) => text.split(" ").slice(0, limits.path).join(" ");

const operand = (roll: Dice, world: World, kind: Kind, operator: string): unknown => {
  if (operator === "$exists") return roll.chance(0.5);
  if (operator === "$in" || operator === "$nin") return roll.some(6, () => value(roll, world, kind));
  if (operator === "$autocomplete")
    return roll.chance(0.7) ? beginning(roll) : fewWords(`${beginning(roll)} ${beginning(roll)}`);
  if (/^\$[gl]t/.test(operator) && kind === "json")
    return roll.chance(0.5) ? roll.of(numbers) : roll.of(colours);
  return value(roll, world, kind);
};

const condition = (roll: Dice, world: World): Filter => {
  const kind = roll.of(kinds);
  const field = roll.of(fieldsOf[kind]);
  if (roll.chance(0.2)) return { [field]: value(roll, world, kind) };
  const asks: Record<string, unknown> = {};
  for (let left = roll.chance(0.2) ? 2 : 1; left > 0; left -= 1) {
    const operator = roll.of(operators[kind]);
    asks[operator] = operand(roll, world, kind, operator);
  }
  return { [field]: asks };
};

const anyFilter = (roll: Dice, world: World, depth: number): Filter => {
  const filter: Record<string, unknown> = {};
  for (let left = 1 + roll.below(roll.chance(0.5) ? 1 : 3); left > 0; left -= 1) {
    if (depth < 3 && roll.chance(0.25))
      filter[roll.of(["$and", "$or", "$nor"])] = Array.from({ length: 1 + roll.below(3) }, () =>
        anyFilter(roll, world, depth + 1),
      );
    else Object.assign(filter, condition(roll, world));
  }
  return filter;
};

/** How many operators and values a filter has, counted from its text. */
const sizeOf = (filter: Filter) => {
  const text = JSON.stringify(filter);
  return { conditions: text.split(/[{,]"[^"]+":/).length, values: text.split(",").length };
};

/** A filter that is right: big and small, but within the limits. */
export const someFilter = (roll: Dice, world: World): Filter => {
  if (roll.chance(0.05)) return {};
  for (;;) {
    const filter = anyFilter(roll, world, 0);
    const { conditions, values } = sizeOf(filter);
    if (conditions <= 29 && values <= 150) return filter;
  }
};

const sortable = ["created_at", "updated_at", "user_id", "name", "role"];

/** A sort that is right: none, one, or several fields in any directions. */
export const someSort = (roll: Dice): SortBy[] => {
  const count = roll.of([0, 1, 1, 1, 2, 2, 3]);
  const fields = sortable.toSorted(() => roll.next() - 0.5).slice(0, count);
  return fields.map((field) => ({ field, direction: roll.chance(0.5) ? 1 : -1 }));
};

/** What is wrong, and the name of the place that has to be told. */
export type Wrong = { filter?: unknown; sort?: unknown; limit?: unknown; next?: unknown; names: string };

const deep = (depth: number): Filter => (depth === 0 ? { role: "patient" } : { $and: [deep(depth - 1)] });

const wrongConditions: readonly ((roll: Dice, world: World) => [Filter, string])[] = [
  () => [{ nobody: 1 }, "nobody"],
  () => [{ custom: 1 }, "custom"],
  () => [{ password_hash: "x" }, "password_hash"],
  () => [JSON.parse('{"__proto__": {"$eq": 1}}'), "__proto__"],
  () => [{ constructor: "x" }, "constructor"],
  () => [{ "custom.": 1 }, "custom."],
  () => [{ "custom.a..b": 1 }, "custom.a..b"],
  () => [{ "custom.a'b": 1 }, "custom.a'b"],
  () => [{ "custom.a\0": 1 }, "custom.a\0"],
  () => [{ [`custom.${"a.".repeat(9)}a`]: 1 }, `custom.${"a.".repeat(9)}a`],
  () => [{ user_id: "1 or 1=1" }, "user_id"],
  () => [{ user_id: null }, "user_id"],
  () => [{ user_id: { $in: ["x"] } }, "user_id.$in.0"],
  (roll) => [{ user_id: { $gt: uuid(roll) } }, "user_id.$gt"],
  () => [{ role: "king" }, "role"],
  () => [{ role: { $in: ["patient", 7] } }, "role.$in.1"],
  () => [{ role: { $autocomplete: "pa" } }, "role.$autocomplete"],
  () => [{ created_at: "yesterday" }, "created_at"],
  () => [{ created_at: { $gt: "2026-02-30T00:00:00Z" } }, "created_at.$gt"],
  () => [{ created_at: { $gt: "2026-02-20T00:00:00" } }, "created_at.$gt"],
  () => [{ updated_at: { $lte: new Date(Number.NaN) } }, "updated_at.$lte"],
  () => [{ updated_at: { $lte: new Date(8e15) } }, "updated_at.$lte"],
  () => [{ updated_at: { $lte: 1_700_000_000 } }, "updated_at.$lte"],
  () => [{ name: "a\0b" }, "name"],
  () => [{ name: "\ud800" }, "name"],
  () => [{ name: { $autocomplete: "  " } }, "name.$autocomplete"],
  () => [{ name: { $autocomplete: 3 } }, "name.$autocomplete"],
  () => [{ name: { $regex: ".*" } }, "name.$regex"],
  () => [{ name: "x".repeat(501) }, "name"],
  () => [{ "custom.a": { $eq: "\0" } }, "custom.a.$eq"],
  () => [{ "custom.a": { $in: ["a", "\udfff"] } }, "custom.a.$in.1"],
  () => [{ "custom.a": { $gt: Number.NaN } }, "custom.a.$gt"],
  () => [{ "custom.a": { $gt: Number.POSITIVE_INFINITY } }, "custom.a.$gt"],
  () => [{ "custom.a": { $gt: true } }, "custom.a.$gt"],
  () => [{ "custom.a": { $lt: null } }, "custom.a.$lt"],
  () => [{ "custom.a": { $eq: { b: 1 } } }, "custom.a.$eq"],
  () => [{ "custom.a": [1] }, "custom.a"],
  () => [{ "custom.a": {} }, "custom.a"],
  () => [{ "custom.a": { b: 1 } }, "custom.a.b"],
  () => [{ "custom.a": { $exists: "yes" } }, "custom.a.$exists"],
  () => [{ "custom.a": { $in: "red" } }, "custom.a.$in"],
  () => [{ "custom.a": { $in: Array(101).fill(1) } }, "custom.a.$in"],
  () => [{ $or: [] }, "$or"],
  () => [{ $nor: { role: "patient" } }, "$nor"],
  () => [{ $and: ["patient"] }, "$and.0"],
  () => [{ $where: "1" }, "$where"],
  () => [{ $not: [] }, "$not"],
];

const wrongFilter = (roll: Dice, world: World): Wrong => {
  const [wrong, names] = roll.of(wrongConditions)(roll, world);
  const place = roll.below(3);
  if (place === 0) return { filter: { ...someFilter(roll, world), ...wrong }, names: `filter.${names}` };
  const around = roll.of(["$and", "$or", "$nor"]);
  if (place === 1) return { filter: { [around]: [{}, wrong] }, names: `filter.${around}.1.${names}` };
  return { filter: wrong, names: `filter.${names}` };
};

const wrongElse: readonly ((roll: Dice) => Wrong)[] = [
  () => ({ filter: deep(6), names: "filter.$and.0.$and.0.$and.0.$and.0.$and.0.$and" }),
  () => ({ filter: { $or: Array(31).fill({ role: "patient" }) }, names: "filter.$or" }),
  () => ({ filter: { $or: Array(16).fill({ role: { $ne: "patient", $eq: "observer" } }) }, names: "filter" }),
  () => ({
    filter: { $or: Array(3).fill({ "custom.a": { $in: Array(80).fill(1) } }) },
    names: "filter.$or.2.custom.a.$in",
  }),
  () => ({ filter: [], names: "filter" }),
  () => ({ filter: "role", names: "filter" }),
  (roll) => ({
    sort: [{ field: roll.of(["custom.a", "id", "email", "__proto__", "toString"]), direction: 1 }],
    names: "sort.0",
  }),
  (roll) => ({
    sort: [{ field: "name", direction: roll.of([0, 2, "asc", Number.NaN, null]) }],
    names: "sort.0",
  }),
  () => ({
    sort: [
      { field: "name", direction: 1 },
      { field: "name", direction: -1 },
    ],
    names: "sort.1",
  }),
  () => ({ sort: "name", names: "sort" }),
  () => ({ sort: [null], names: "sort.0" }),
  () => ({ sort: Array(6).fill({ field: "name", direction: 1 }), names: "sort" }),
  (roll) => ({ limit: roll.of([0, -1, 101, 1.5, "5", Number.NaN, null]), names: "limit" }),
  (roll) => ({
    next: roll.of(["nonsense", "", 7, "a".repeat(5_000), Buffer.from("{}").toString("base64url")]),
    names: "next",
  }),
];

export const somethingWrong = (roll: Dice, world: World): Wrong =>
  roll.chance(0.7) ? wrongFilter(roll, world) : roll.of(wrongElse)(roll);
