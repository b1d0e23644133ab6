import { type ErrorCode, isAppError } from "#lib/errors.ts";

/** "ok", or the code of the refusal: for tables of expected outcomes. Any other error is thrown on. */
export const outcomeOf = async (asked: Promise<unknown> | (() => unknown)): Promise<"ok" | ErrorCode> => {
  try {
    await (typeof asked === "function" ? asked() : asked);
    return "ok";
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
};
