import type { MessageKey } from "#lib/catalogue.ts";

/** Browsers, as far as the way to their permissions differs. */
export type Browser = "chrome" | "firefox" | "safari" | "ios" | "android" | "other";

export const browserOf = (userAgent: string, hasTouch: boolean): Browser => {
  // An iPad says that it is a Macintosh; only the touch screen tells.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && hasTouch)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Chrome\/|Edg\//.test(userAgent)) return "chrome";
  return /Safari\//.test(userAgent) ? "safari" : "other";
};

/** How to allow what was refused, step by step. */
export const allowSteps = {
  chrome: ["allow.chrome.open", "allow.chrome.turnOn", "allow.comeBack"],
  firefox: ["allow.firefox.open", "allow.firefox.turnOn", "allow.comeBackAndAllow"],
  safari: ["allow.safari.open", "allow.safari.turnOn", "allow.comeBack"],
  ios: ["allow.ios.open", "allow.ios.turnOn", "allow.ios.orInSettings", "allow.comeBack"],
  android: ["allow.android.open", "allow.android.turnOn", "allow.comeBack"],
  other: ["allow.other.open", "allow.other.turnOn", "allow.comeBack"],
} as const satisfies Record<Browser, readonly MessageKey<"devices">[]>;
