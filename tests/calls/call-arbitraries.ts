import fc from "fast-check";
import type { Filter } from "#lib/queries/rules.ts";
import { anyOf } from "#tests/queries/member-arbitraries.ts";

/** A call as it is stored, for the oracle. */
export type StoredCall = {
  readonly type: string;
  readonly id: string;
  readonly teamId: string | null;
  readonly createdById: string | null;
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  readonly endedAt: Date | null;
  readonly custom: Record<string, unknown>;
  readonly ongoing: boolean;
  readonly members: readonly string[];
};

type Clinic = { readonly people: readonly string[]; readonly teams: readonly string[] };

const types = ["default", "livestream", "audio_room"];
const wards = [1, 2, "2", true, "north"];
const start = Date.parse("2026-02-01T08:00:00Z");

const timeWithin = (hours: number) => fc.nat(hours - 1).map((hour) => new Date(start + hour * 3_600_000));
const chance = (percent: number) =>
  fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(false) },
    { weight: percent, arbitrary: fc.constant(true) },
  );
const orNull = <T>(arbitrary: fc.Arbitrary<T>, percent: number) =>
  fc.tuple(arbitrary, chance(percent)).map(([value, isNull]) => (isNull ? null : value));

export const callArbitrary = ({ people, teams }: Clinic): fc.Arbitrary<StoredCall> =>
  fc.record({
    type: anyOf(types),
    id: fc.uuid({ version: 4 }),
    teamId: orNull(anyOf(teams), 30),
    createdById: orNull(anyOf(people), 30),
    createdAt: timeWithin(40),
    startsAt: orNull(timeWithin(40), 30),
    endedAt: orNull(timeWithin(40), 60),
    custom: fc
      .tuple(orNull(anyOf(wards), 20), fc.nat(4))
      .map(([ward, number]) => ({ ...(ward !== null && { ward }), deep: { number } })),
    ongoing: chance(20),
    members: fc.subarray([...people], { maxLength: 4 }),
  });

const equality = ["$eq", "$ne", "$in", "$nin"];
const comparison = ["$eq", "$gt", "$gte", "$lt", "$lte"];

/** The operators of each field, and the values to ask for. */
const fieldsIn = ({
  people,
  teams,
}: Clinic): Record<string, readonly [operators: readonly string[], fc.Arbitrary<unknown>]> => {
  const person = fc.oneof(
    { weight: 4, arbitrary: anyOf(people) },
    { weight: 1, arbitrary: fc.uuid({ version: 4 }) },
  );
  const time = timeWithin(42).map((at) => at.toISOString());
  return {
    type: [equality, anyOf([...types, "none"])],
    team: [[...equality, "$exists"], anyOf([...teams, null])],
    createdBy: [[...equality, "$exists"], fc.oneof(fc.constant(null), person)],
    createdAt: [comparison, time],
    startsAt: [[...comparison, "$ne", "$exists"], time],
    endedAt: [[...comparison, "$ne", "$exists"], time],
    ongoing: [["$eq", "$ne"], fc.boolean()],
    members: [equality, person],
    "custom.ward": [[...equality, "$exists"], anyOf([...wards, null, "south"])],
    "custom.deep.number": [["$eq", "$gt", "$lte", "$in"], fc.nat(5)],
  };
};

const operandArbitrary = (operator: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => {
  if (operator === "$exists") return fc.boolean();
  return operator === "$in" || operator === "$nin" ? fc.array(value, { maxLength: 3 }) : value;
};

const conditionArbitrary = (clinic: Clinic): fc.Arbitrary<Filter> =>
  fc.oneof(
    ...Object.entries(fieldsIn(clinic)).map(([field, [operators, value]]) =>
      fc.oneof(
        ...operators.map((operator) =>
          operandArbitrary(operator, value).map((operand) => ({ [field]: { [operator]: operand } })),
        ),
      ),
    ),
  );

/** A valid filter on calls. */
export const callFilterArbitrary = (clinic: Clinic, depth = 2): fc.Arbitrary<Filter> => {
  const condition = conditionArbitrary(clinic);
  const nested = () =>
    fc
      .tuple(
        fc.constantFrom("$and", "$or", "$nor"),
        callFilterArbitrary(clinic, depth - 1),
        callFilterArbitrary(clinic, depth - 1),
      )
      .map(([combinator, ...filters]) => ({ [combinator]: filters }));
  const part =
    depth === 0
      ? condition
      : fc.oneof({ weight: 4, arbitrary: condition }, { weight: 1, arbitrary: nested() });
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => Object.assign({}, ...parts));
};
