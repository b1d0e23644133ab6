import type { CookieSetting } from "#lib/browsers/rules.ts";
import type { MessageKey } from "#lib/catalogue.ts";

type Step = Extract<MessageKey<"browsers">, `cookieStep.${string}`>;

/** How to allow cookies in each browser, step by step. What to do after the last step depends on the page. */
export const cookieSteps: Record<CookieSetting, readonly Step[]> = {
  chrome: ["cookieStep.chrome.first", "cookieStep.chrome.second"],
  "chrome-android": ["cookieStep.chrome-android.first", "cookieStep.chrome-android.second"],
  edge: ["cookieStep.edge.first", "cookieStep.edge.second"],
  firefox: ["cookieStep.firefox.first", "cookieStep.firefox.second"],
  "firefox-android": ["cookieStep.firefox-android.first", "cookieStep.firefox-android.second"],
  safari: ["cookieStep.safari.first", "cookieStep.safari.second", "cookieStep.safari.third"],
  "safari-iphone": ["cookieStep.safari-iphone.first", "cookieStep.safari-iphone.second"],
  "in-app-android": ["cookieStep.in-app-android.first", "cookieStep.in-app-android.second"],
  "in-app-iphone": ["cookieStep.in-app-iphone.first", "cookieStep.in-app-iphone.second"],
  other: ["cookieStep.other.first", "cookieStep.other.second"],
};

export const isInApp = (setting: CookieSetting) => setting.startsWith("in-app");
