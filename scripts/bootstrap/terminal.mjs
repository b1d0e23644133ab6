/** @param {string} line */
export const print = (line) => void process.stdout.write(`${line}\n`);

/**
 * Prints a title while the work runs, then how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  print(`${title} …`);
  const ticker = setInterval(() => print(`  … still working (${elapsed()})`), 10_000);
  try {
    const result = await work();
    if (Date.now() - startedAt > 1500) print(`  done in ${elapsed()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
