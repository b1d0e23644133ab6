/** Numbers from 0 to 1, the same every time for the same seed: a failure can be looked at again. */
export const dice = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

/** The list in an order that the dice choose. */
export const shuffled = <T>(list: readonly T[], roll: () => number): T[] =>
  list
    .map((value) => ({ value, key: roll() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
