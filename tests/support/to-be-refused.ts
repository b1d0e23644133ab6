import { expect } from "vitest";
import { type ErrorCode, type ErrorFacts, isAppError, type WrongFields } from "#lib/errors.ts";

type Details<C extends ErrorCode> = { facts?: ErrorFacts<C>; fields?: WrongFields };

declare module "vitest" {
  interface Matchers<R, T> {
    /**
     * The promise rejects, or the function throws or rejects, with an AppError that has this code. `facts` and `fields`
     * are compared as a whole if given. Always await it.
     */
    toBeRefused<C extends ErrorCode>(code: C, details?: Details<C>): Promise<void>;
  }
}

type Attempt = { readonly value: unknown } | { readonly error: unknown };

const settle = async (asked: unknown): Promise<Attempt> => {
  try {
    return { value: await (typeof asked === "function" ? asked() : asked) };
  } catch (error) {
    return { error };
  }
};

expect.extend({
  async toBeRefused(asked: unknown, code: ErrorCode, details: Details<ErrorCode> = {}) {
    const attempt = await settle(asked);
    if ("value" in attempt)
      return {
        pass: false,
        message: () => `expected ${code}, but nothing was thrown: ${this.utils.stringify(attempt.value)}`,
      };
    const { error } = attempt;
    if (!isAppError(error)) return { pass: false, message: () => `expected ${code}, but got ${error}` };
    const expected = { code, ...details };
    const actual = { code: error.code, facts: error.facts, fields: error.fields };
    const compared = { ...actual, ...expected };
    return {
      pass: this.equals(actual, compared),
      message: () => `expected ${JSON.stringify(expected)}, but was refused with ${JSON.stringify(actual)}`,
      actual,
      expected: compared,
    };
  },
});
