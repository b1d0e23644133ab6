import fc from "fast-check";
import { type Filter, limits, type SortBy } from "#lib/queries/rules.ts";
import { memberRoles } from "#lib/roles.ts";
import { anyOf, colours, familyNames, givenNames, numbers } from "./member-arbitraries.ts";

/** The values of the stored rows, which filters ask for most of the time. */
export type Stored = { readonly userIds: readonly string[]; readonly times: readonly Date[] };

type Kind = "id" | "role" | "time" | "name" | "json";

const customPaths = [
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

const fields: Record<Kind, readonly string[]> = {
  id: ["user_id"],
  role: ["role"],
  time: ["created_at", "updated_at"],
  name: ["name"],
  json: customPaths,
};

const equality = ["$eq", "$ne", "$in", "$nin", "$exists"];
const comparison = [...equality, "$gt", "$gte", "$lt", "$lte"];
const operators: Record<Kind, readonly string[]> = {
  id: equality,
  role: equality,
  time: comparison,
  name: [...comparison, "$autocomplete"],
  json: [...comparison, "$autocomplete"],
};

const id = (stored: Stored) =>
  fc.oneof(
    { weight: 7, arbitrary: anyOf(stored.userIds) },
    { weight: 3, arbitrary: fc.uuid({ version: 4 }) },
  );

const timeNearStored = (stored: Stored) =>
  fc
    .tuple(anyOf(stored.times), fc.constantFrom(0, 0, 0, 1, -1, 86_400_000))
    .map(([time, shiftMs]) => new Date(time.getTime() + shiftMs).toISOString());

const name = fc.oneof(
  fc.tuple(anyOf(givenNames), anyOf(familyNames)).map((words) => words.join(" ")),
  anyOf(givenNames).map((word) => word.toUpperCase()),
  anyOf(familyNames),
  fc.constant(""),
);

const jsonScalar = fc.oneof(
  anyOf(colours),
  fc.constantFrom("de", "en", "xx"),
  anyOf(numbers),
  fc.nat(89),
  fc.boolean(),
  fc.constant(null),
);

const valueArbitrary = (kind: Kind, stored: Stored): fc.Arbitrary<unknown> =>
  ({
    id: () => id(stored),
    role: () => anyOf(memberRoles),
    time: () => timeNearStored(stored),
    name: () => name,
    json: () => jsonScalar,
  })[kind]();

/** The beginning of a word that some of the stored texts contain. */
const wordBeginning = fc
  .tuple(anyOf([...givenNames, ...familyNames, ...colours].filter((word) => word.trim())), fc.nat(99))
  .map(([word, length]) =>
    word
      .slice(0, 1 + (length % word.length))
      .toWellFormed()
      .replaceAll("\ufffd", "e"),
  );

const autocompletion = fc.oneof(
  { weight: 7, arbitrary: wordBeginning },
  {
    weight: 3,
    arbitrary: fc
      .tuple(wordBeginning, wordBeginning)
      // Some of the words have several parts, and $autocomplete takes a limited number.
      .map((words) => words.join(" ").split(" ").slice(0, limits.path).join(" ")),
  },
);

const operandArbitrary = (kind: Kind, operator: string, stored: Stored): fc.Arbitrary<unknown> => {
  if (operator === "$exists") return fc.boolean();
  if (operator === "$in" || operator === "$nin")
    return fc.array(valueArbitrary(kind, stored), { maxLength: 6 });
  if (operator === "$autocomplete") return autocompletion;
  if (/^\$[gl]t/.test(operator) && kind === "json") return fc.oneof(anyOf(numbers), anyOf(colours));
  return valueArbitrary(kind, stored);
};

const conditionArbitrary = (kind: Kind, stored: Stored): fc.Arbitrary<Filter> => {
  const operation = fc.oneof(
    ...operators[kind].map((operator) =>
      fc.tuple(fc.constant(operator), operandArbitrary(kind, operator, stored)),
    ),
  );
  const operations = fc.oneof(
    { weight: 4, arbitrary: fc.array(operation, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 2 }) },
  );
  const asked = fc.oneof(
    { weight: 4, arbitrary: operations.map((entries) => Object.fromEntries(entries)) },
    { weight: 1, arbitrary: valueArbitrary(kind, stored) },
  );
  return fc.tuple(anyOf(fields[kind]), asked).map(([field, value]) => ({ [field]: value }));
};

const condition = (stored: Stored) =>
  fc.oneof(...(["id", "role", "time", "name"] as const).map((kind) => conditionArbitrary(kind, stored)), {
    weight: 3,
    arbitrary: conditionArbitrary("json", stored),
  });

const combinators = fc.constantFrom("$and", "$or", "$nor");

const nestedFilter = (stored: Stored, depth: number): fc.Arbitrary<Filter> => {
  const plain = condition(stored);
  const combined = () =>
    fc
      .tuple(combinators, fc.array(nestedFilter(stored, depth - 1), { minLength: 1, maxLength: 3 }))
      .map(([combinator, filters]) => ({ [combinator]: filters }));
  const part =
    depth === 0 ? plain : fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: combined() });
  return fc
    .oneof(
      { weight: 2, arbitrary: fc.array(part, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(part, { minLength: 2, maxLength: 3 }) },
    )
    .map((parts) => Object.assign({}, ...parts));
};

/** Whether a filter is within the limits on operators and values, counted from its text. */
const isWithinLimits = (filter: Filter) => {
  const text = JSON.stringify(filter);
  return text.split(/[{,]"[^"]+":/).length <= 29 && text.split(",").length <= 150;
};

/** A valid filter, from none to the limits. */
export const filterArbitrary = (stored: Stored): fc.Arbitrary<Filter> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 19, arbitrary: nestedFilter(stored, 3).filter(isWithinLimits) },
  );

const sortable = ["created_at", "updated_at", "user_id", "name", "role"];
const direction = fc.constantFrom<1 | -1>(1, -1);

const sortOf = (count: number): fc.Arbitrary<SortBy[]> =>
  fc
    .tuple(
      fc.shuffledSubarray(sortable, { minLength: count, maxLength: count }),
      fc.array(direction, { minLength: count, maxLength: count }),
    )
    .map(([names, directions]) =>
      names.map((field, index) => ({ field, direction: directions[index] ?? 1 })),
    );

/** A valid sort by up to three fields. */
export const sortArbitrary: fc.Arbitrary<SortBy[]> = fc.oneof(
  ...[1, 3, 2, 1].map((weight, count) => ({ weight, arbitrary: sortOf(count) })),
);

export const queryArbitrary = (stored: Stored) =>
  fc.record({
    filter: filterArbitrary(stored),
    sort: sortArbitrary,
    limit: fc.integer({ min: 1, max: 100 }),
  });
