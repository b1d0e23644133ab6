/** People are told when so many minutes are left. */
const marks = [1, 5] as const;

/** The last mark that was passed; null while there is plenty of time. */
export const markAt = (leftMs: number): 1 | 5 | null => marks.find((mark) => leftMs <= mark * 60_000) ?? null;

/** "This visit ends in 4 minutes": never says more than is left of the minute it names. */
export const endsInWords = (leftMs: number): string => {
  if (leftMs <= 0) return "This visit is about to end";
  const minutes = Math.ceil(leftMs / 60_000);
  return `This visit ends in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}`;
};
