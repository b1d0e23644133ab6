import { describe, expect, test } from "vitest";
import {
  browserOf,
  loudness,
  problemAdvice,
  problemOf,
  problemWords,
  waysToAllow,
} from "#components/devices/device-rules.ts";

const agents = {
  chrome:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
  firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  safari:
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
  ios: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
  android: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/149.0.0.0 Mobile Safari/537.36",
};

describe("which browser it is", () => {
  test.each(Object.entries(agents))("%s", (browser, agent) => {
    expect(browserOf(agent, browser === "ios" || browser === "android")).toBe(browser);
  });

  test("an iPad that says it is a Macintosh", () => {
    expect(browserOf(agents.safari, true)).toBe("ios");
  });

  test("every browser is told how to allow, in steps that end here again", () => {
    for (const browser of ["chrome", "firefox", "safari", "ios", "android", "other"] as const) {
      expect(waysToAllow(browser).at(-1)).toContain("Come back here");
    }
  });
});

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
    expect(problemWords(["camera", "microphone"], "refused")).toBe(
      "Your browser does not let us use your camera and microphone.",
    );
    expect(problemWords(["camera"], "missing")).toBe("We found no camera.");
  });

  test("always leaves a way on", () => {
    for (const problem of ["missing", "unsupported"] as const)
      expect(problemAdvice(problem)).toContain("go on without");
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
