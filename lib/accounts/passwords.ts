import "server-only";
import { hash, verify } from "@node-rs/argon2";

/** argon2id, 19 MiB, two passes: OWASP's first choice. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string) => hash(password, cost);

let decoy: Promise<string> | undefined;

/**
 * Whether the password fits. With no hash at hand the work is done all the same, so that nobody can tell by the clock
 * which addresses have an account.
 */
export const passwordFits = async (
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> => {
  decoy ??= hashPassword("nobody has this password");
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && Boolean(passwordHash);
};
