import { describe, expect, test } from "vitest";
import { AppError, errorCodes, isAppError, statusOf } from "#lib/errors.ts";

describe("an error's code", () => {
  test("has a status of a refusal or a failure", () => {
    for (const code of errorCodes) expect([401, 403, 404, 409, 422, 429, 500, 503]).toContain(statusOf(code));
  });

  test("brings its facts, and the wrong fields apart from them", () => {
    const cause = new Error("23P01");
    const taken = new AppError("SLOT_TAKEN", { free: ["10:00"], fields: { time: "taken" }, cause });
    expect(taken).toMatchObject({ code: "SLOT_TAKEN", fields: { time: "taken" }, cause });
    expect(taken.facts).toEqual({ free: ["10:00"] });
    expect(new AppError("NOT_FOUND")).toMatchObject({ facts: {}, fields: {} });
  });

  test("types its facts, and doesn't compile without them", () => {
    const early: unknown = new AppError("TOO_EARLY", { opensAt: "10:00" });
    if (isAppError(early, "TOO_EARLY")) expect(early.facts.opensAt satisfies string).toBe("10:00");
    const wrong = () => [
      // @ts-expect-error: without its facts
      new AppError("TOO_EARLY"),
      // @ts-expect-error: with the facts of another code
      new AppError("WAITING", { opensAt: "10:00" }),
      // @ts-expect-error: wrong input without its fields
      new AppError("BAD_INPUT", { line: 3 }),
      // @ts-expect-error: no such problem
      new AppError("BAD_INPUT", { fields: { name: "ugly" } }),
      // @ts-expect-error: a code without facts
      new AppError("NOT_FOUND", { opensAt: "10:00" }),
      // @ts-expect-error: one of two codes needs facts
      new AppError("FULL" as "FULL" | "TOO_EARLY"),
    ];
    expect(wrong).toBeTypeOf("function");
  });
});
