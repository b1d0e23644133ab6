import fc from "fast-check";
import { memberRoles } from "#lib/roles.ts";

/** One value of a list; the first ones are the simplest. */
export const anyOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

export const givenNames = [
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
export const familyNames = [
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
export const colours = [
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
export const numbers = [0, -1, 1, 1.5, 2, 1e21, -1e-7, 42, 1e308, 10, 9];

const anyJson = fc.oneof(
  anyOf(colours),
  anyOf(numbers),
  fc.boolean(),
  fc.constant(null),
  fc.tuple(anyOf(colours), anyOf(numbers)),
  fc.record({ deep: anyOf(colours), further: fc.record({ still: anyOf(numbers) }) }),
);

/** A field of custom data that `percent` of the members have. */
const sometimes = (percent: number, data: fc.Arbitrary<object>) =>
  fc.oneof({ weight: percent, arbitrary: data }, { weight: 100 - percent, arbitrary: fc.constant({}) });

const customData = fc
  .tuple(
    sometimes(90, fc.record({ colour: anyOf(colours) })),
    sometimes(70, fc.record({ score: anyOf(numbers) })),
    sometimes(50, fc.record({ any: anyJson })),
    sometimes(10, fc.record({ ["__proto__ x"]: fc.constant(1), constructor: anyOf(colours) })),
    sometimes(1, fc.record({ rare: fc.nat(1_999) })),
  )
  .map((parts): Record<string, unknown> => Object.assign({}, ...parts));

const nameSuffix = fc.oneof(
  { weight: 7, arbitrary: fc.constant("") },
  { weight: 3, arbitrary: fc.nat(49).map((n) => `  ${n}`) },
);

const role = fc.oneof(
  { weight: 7, arbitrary: fc.constant("patient" as const) },
  { weight: 3, arbitrary: anyOf(memberRoles) },
);

const language = fc.constantFrom("de", "en", "fr", null);

/** One of `count` members, with any kind of value, or none, in custom data. Some share their times. */
export const memberArbitrary = (count: number) =>
  fc.record({
    name: fc
      .tuple(anyOf(givenNames), anyOf(familyNames), nameSuffix)
      .map(([given, family, suffix]) => `${given} ${family}${suffix}`),
    role,
    custom: customData,
    userCustom: sometimes(80, fc.record({ language, age: fc.nat(89), a: fc.record({ b: fc.nat(6) }) })),
    createdMinute: fc.nat(Math.floor(count / 4) - 1),
    updatedSecond: fc.nat(count - 1),
  });
