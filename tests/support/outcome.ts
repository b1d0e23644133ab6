import { type ErrorCode, isAppError } from "#lib/errors.ts";

/** Returns "ok", or the code of the refusal. Rethrows any other error. For outcomes that differ by case. */
export const outcomeOf = async (asked: Promise<unknown> | (() => unknown)): Promise<"ok" | ErrorCode> => {
  try {
    await (typeof asked === "function" ? asked() : asked);
    return "ok";
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
};
