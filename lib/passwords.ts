import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { AppError } from "./errors.ts";

/** argon2id, 19 MiB, two passes: OWASP's first choice. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string) => hash(password, cost);

/**
 * Each takes memory and one of Node's four threads, which others need as well: so many are worked on at once, and so many
 * more wait in each line. Strangers who make up addresses may fill theirs; browsers that somebody signed in with before
 * have one of their own, which goes first.
 */
const atOnce = 2;
const maxWaiting = 60;
let running = 0;
const lines = { known: [] as (() => void)[], strangers: [] as (() => void)[] };
export type Line = keyof typeof lines;

const inTurn = async <T>(line: Line, work: () => Promise<T>): Promise<T> => {
  if (running >= atOnce) {
    if (lines[line].length >= maxWaiting) throw new AppError("TOO_MANY_ATTEMPTS");
    // Whoever is done hands their place on.
    await new Promise<void>((resolve) => lines[line].push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = lines.known.shift() ?? lines.strangers.shift();
    if (next) next();
    else running -= 1;
  }
};

let decoy: Promise<string> | undefined;

/**
 * Whether the password fits. With no hash at hand the work is done all the same, so that nobody can tell by the clock
 * which addresses have an account.
 * @throws AppError TOO_MANY_ATTEMPTS when very many wait in this line already; then the password was not looked at
 */
export const passwordFits = async (
  passwordHash: string | null | undefined,
  password: string,
  line: Line,
): Promise<boolean> => {
  decoy ??= hashPassword("nobody has this password");
  const known = passwordHash ?? (await decoy);
  const fits = await inTurn(line, () => verify(known, password));
  return fits && Boolean(passwordHash);
};
