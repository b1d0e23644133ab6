import { describe, expect, test } from "vitest";
import { loudness, problemOf } from "#components/devices/device-rules.ts";
import { translatorFor } from "#lib/catalogue.ts";

const t = translatorFor("en-GB", "devices");

describe("what is wrong with a device", () => {
  test.each([
    ["NotAllowedError", "refused"],
    ["SecurityError", "refused"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["TypeError", "failed"],
  ] as const)("%s means %s", (name, problem) => {
    expect(problemOf(new DOMException("", name))).toBe(problem);
  });

  test("is said of both at once where it is the same", () => {
    expect(t("problem.refused", { devices: "both" })).toBe(
      "Your browser is blocking your camera and microphone.",
    );
    expect(t("problem.missing", { devices: "camera" })).toBe("We couldn’t find a camera.");
  });

  test("always leaves a way on", () => {
    for (const problem of ["missing", "unsupported"] as const)
      expect(t(`advice.${problem}`)).toContain("continue without");
  });
});

describe("loudness", () => {
  const tone = (amplitude: number) =>
    Float32Array.from({ length: 480 }, (_, at) => amplitude * Math.sin(at / 4));

  test("silence is 0, a shout is 1, speech lies between", () => {
    expect(loudness(new Float32Array(480))).toBe(0);
    expect(loudness(tone(1))).toBe(1);
    expect(loudness(tone(0.05))).toBeGreaterThan(0.3);
    expect(loudness(tone(0.05))).toBeLessThan(0.9);
  });
});
