type Span = { startsAt: Date; endsAt: Date };
const stepMs = 5 * 60_000;
const maxSteps = 144;

/** At most `count` free start times within twelve hours of `wanted`, in order. */
export function nearestFree(
  wanted: Date,
  minutes: number,
  busy: readonly Span[],
  now: Date,
  count = 3,
): Date[] {
  const isFree = (start: number) =>
    start >= now.getTime() &&
    busy.every(
      (span) => start >= span.endsAt.getTime() || start + minutes * 60_000 <= span.startsAt.getTime(),
    );
  const found: number[] = [];
  for (let step = 1; step <= maxSteps && found.length < count; step += 1) {
    for (const start of [wanted.getTime() - step * stepMs, wanted.getTime() + step * stepMs]) {
      const tooNear = found.some((other) => Math.abs(other - start) < minutes * 60_000);
      if (found.length < count && !tooNear && isFree(start)) found.push(start);
    }
  }
  return found.sort((a, b) => a - b).map((start) => new Date(start));
}
