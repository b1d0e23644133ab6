import { describe, expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";

const refused = () =>
  Promise.reject(
    new AppError("BAD_INPUT", { facts: { opensAt: "10:00", seats: 2 }, fields: { name: "taken" } }),
  );

describe("toBeRefused passes", () => {
  test("for a promise, an async function and a function that throws", async () => {
    await expect(refused()).toBeRefused("BAD_INPUT");
    await expect(refused).toBeRefused("BAD_INPUT");
    await expect(() => {
      throw new AppError("NOT_FOUND");
    }).toBeRefused("NOT_FOUND");
  });

  test("with equal facts and fields, and with matchers in them", async () => {
    const fields = { name: "taken" } as const;
    await expect(refused()).toBeRefused("BAD_INPUT", { facts: { opensAt: "10:00", seats: 2 }, fields });
    await expect(refused()).toBeRefused("BAD_INPUT", { facts: expect.objectContaining({ seats: 2 }) });
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
      /but was refused with .*BAD_INPUT/,
    );
  });

  test("on other, missing or extra facts and fields", async () => {
    const others: AppError["facts"][] = [{}, { opensAt: "10:00" }, { opensAt: "11:00", seats: 2 }];
    for (const facts of others)
      expect(await failure(expect(refused()).toBeRefused("BAD_INPUT", { facts }))).not.toBe("passed");
    expect(await failure(expect(refused()).toBeRefused("BAD_INPUT", { fields: {} }))).not.toBe("passed");
  });
});
