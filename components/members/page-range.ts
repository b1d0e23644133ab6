type Page = {
  readonly members: readonly unknown[];
  readonly next: string | null;
  readonly prev: string | null;
};

/** The number of a page's first row. The address carries it, because a cursor doesn't know how many rows precede it. */
export function firstRow({ prev }: Page, from: string | string[] | undefined): number {
  const given = Math.trunc(Number(from));
  return prev && given > 1 ? given : 1;
}

/** The last row of a page, and the first rows of the pages around it, as their addresses carry them. */
export const rangeOf = ({ members }: Page, first: number, size: number) => ({
  last: first + members.length - 1,
  next: String(first + members.length),
  prev: String(Math.max(1, first - size)),
});
