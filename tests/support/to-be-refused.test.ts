import { describe, expect, test } from "vitest";
import { AppError, type ErrorFacts } from "#lib/errors.ts";

const refused = () =>
  Promise.reject(
    new AppError("TIME_AMBIGUOUS", { fields: { time: "invalid" }, earlier: "10:00", later: "11:00" }),
  );

describe("toBeRefused passes", () => {
  test("for a promise, an async function and a function that throws", async () => {
    await expect(refused()).toBeRefused("TIME_AMBIGUOUS");
    await expect(refused).toBeRefused("TIME_AMBIGUOUS");
    await expect(() => {
      throw new AppError("NOT_FOUND");
    }).toBeRefused("NOT_FOUND");
  });

  test("with equal facts and fields, and with matchers in them", async () => {
    const fields = { time: "invalid" } as const;
    await expect(refused()).toBeRefused("TIME_AMBIGUOUS", {
      facts: { earlier: "10:00", later: "11:00" },
      fields,
    });
    await expect(refused()).toBeRefused("TIME_AMBIGUOUS", {
      facts: expect.objectContaining({ later: "11:00" }),
    });
  });
});

describe("toBeRefused fails", () => {
  const failure = (assertion: Promise<void>) =>
    assertion.then(
      () => "passed",
      (error: Error) => error.message,
    );

  test("when nothing was thrown", async () => {
    expect(await failure(expect(Promise.resolve("fine")).toBeRefused("NOT_FOUND"))).toMatch(
      /nothing was thrown/,
    );
    expect(await failure(expect(() => undefined).toBeRefused("NOT_FOUND"))).toMatch(/nothing was thrown/);
    expect(await failure(expect(new AppError("NOT_FOUND")).toBeRefused("NOT_FOUND"))).toMatch(
      /nothing was thrown/,
    );
  });

  test("when something other than an AppError was thrown", async () => {
    const lookalike = Object.assign(new Error("broken"), { code: "NOT_FOUND", facts: {}, fields: {} });
    expect(await failure(expect(Promise.reject(lookalike)).toBeRefused("NOT_FOUND"))).toMatch(
      /but got .*broken/,
    );
  });

  test("on another code", async () => {
    expect(await failure(expect(refused()).toBeRefused("NOT_FOUND"))).toMatch(
      /but was refused with .*TIME_AMBIGUOUS/,
    );
  });

  test("on other, missing or extra facts and fields", async () => {
    const others = [{}, { earlier: "10:00" }, { earlier: "10:30", later: "11:00" }].map(
      (facts) => facts as ErrorFacts<"TIME_AMBIGUOUS">,
    );
    for (const facts of others)
      expect(await failure(expect(refused()).toBeRefused("TIME_AMBIGUOUS", { facts }))).not.toBe("passed");
    expect(await failure(expect(refused()).toBeRefused("TIME_AMBIGUOUS", { fields: {} }))).not.toBe("passed");
  });
});
