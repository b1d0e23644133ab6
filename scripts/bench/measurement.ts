/** One measured figure beside a reference, and the ratio of the two that is promised. */
export type Measurement = {
  readonly name: string;
  readonly figure: number;
  readonly reference: number;
  readonly unit: string;
  readonly atMost: number;
  readonly note?: string;
};

const percentile = (times: readonly number[], fraction: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * fraction)] ?? 0;
export const p95 = (times: readonly number[]) => percentile(times, 0.95);
export const median = (times: readonly number[]) => percentile(times, 0.5);
export const rounded = (ms: number) => Math.round(ms * 1_000) / 1_000;

export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  const value = await work();
  return [value, performance.now() - startedAt];
}

export const rounds = 60;

/** Asks one kind of question sixty times, each time with other values, and measures its 95th percentile. */
export async function measureLookup(
  name: string,
  lookUp: (index: number) => Promise<number>,
  limitMs = 15,
): Promise<Measurement> {
  const times: number[] = [];
  const found: number[] = [];
  let failure = "";
  for (let index = 0; index < rounds; index += 1) {
    const [count, ms] = await timed(() =>
      lookUp(index).catch((error) => {
        failure = String(error);
        return -1;
      }),
    );
    times.push(ms);
    found.push(count);
  }
  const note = `${Math.min(...found)}–${Math.max(...found)} found${failure && `, failed: ${failure}`}`;
  return { name, figure: rounded(p95(times)), reference: limitMs, unit: "ms", atMost: 1, note };
}
