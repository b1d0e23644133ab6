/** People are told when this many minutes are left. */
const marks = [1, 5] as const;

/** The last mark that was passed; null while there is plenty of time. */
export const markAt = (leftMs: number): 1 | 5 | null => marks.find((mark) => leftMs <= mark * 60_000) ?? null;

/** The minutes to name; 0 when the visit is about to end. */
export const minutesLeft = (leftMs: number): number => Math.max(0, Math.ceil(leftMs / 60_000));
