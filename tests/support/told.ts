import type { AppError } from "#lib/errors.ts";

/** "ok", or the code of a refusal with the fields that are wrong: "BAD_INPUT name taken". */
export const told = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "ok",
    ({ code, fields }: AppError) => [code, ...Object.entries(fields ?? {}).flat()].join(" "),
  );
