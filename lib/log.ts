type Level = "debug" | "info" | "warn" | "error";
type Facts = Record<string, string | number | boolean | null | undefined>;

const order: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const isLevel = (value: string | undefined): value is Level => value !== undefined && value in order;

/** One JSON line on standard error: ids, codes, counts and durations, never names, addresses, tokens or health. */
function write(level: Level, message: string, facts: Facts = {}) {
  const minimum = process.env.LOG_LEVEL;
  if (order[level] < order[isLevel(minimum) ? minimum : "info"]) return;
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...facts })}\n`);
}

/** The name, code and place of an error. Its message may quote data and is left out. */
export function errorFacts(error: unknown): Facts {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const place = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return { error: error.name, code, place: place?.trim() };
}

export const log = {
  debug: (message: string, facts?: Facts) => write("debug", message, facts),
  info: (message: string, facts?: Facts) => write("info", message, facts),
  warn: (message: string, facts?: Facts) => write("warn", message, facts),
  error: (message: string, facts?: Facts) => write("error", message, facts),
};
