import "server-only";
import { hash, verify } from "@node-rs/argon2";
import PQueue from "p-queue";
import { AppError } from "./errors.ts";

/** argon2id, 19 MiB, two passes: OWASP's first choice. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string) => hash(password, cost);

/** Verifying takes memory and one of Node's four threads, so only two passwords are verified at a time. */
const queue = new PQueue({ concurrency: 2 });
const maxWaiting = 60;

/** Browsers that someone signed in with before go first. Strangers who try made-up addresses only fill their own line. */
const priorityOf = { known: 1, strangers: 0 };
export type Line = keyof typeof priorityOf;

let decoy: Promise<string> | undefined;

/** Works even without a hash, so that timing doesn't reveal accounts. @throws AppError TOO_MANY_ATTEMPTS (not checked) */
export const passwordFits = async (
  passwordHash: string | null | undefined,
  password: string,
  line: Line,
): Promise<boolean> => {
  decoy ??= hashPassword("no-such-password");
  const known = passwordHash ?? (await decoy);
  const priority = priorityOf[line];
  if (queue.sizeBy({ priority }) >= maxWaiting) throw new AppError("TOO_MANY_ATTEMPTS");
  const fits = await queue.add(() => verify(known, password), { priority });
  return fits && Boolean(passwordHash);
};
