import { describe, expect, test } from "vitest";
import { allowSteps, browserOf } from "#components/devices/browser-rules.ts";
import { translatorFor } from "#lib/catalogue.ts";

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
    const t = translatorFor("en-GB", "devices");
    for (const browser of ["chrome", "firefox", "safari", "ios", "android", "other"] as const) {
      const words = allowSteps[browser].map((step) => t(step));
      expect(words.at(-1)).toContain("Come back here");
    }
  });
});
