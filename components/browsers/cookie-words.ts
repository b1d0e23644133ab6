import type { CookieSetting } from "#lib/browsers/rules.ts";

export const cookiesBlocked = "Your browser is blocking cookies";

/** How to get past it in each browser, step by step; what to do after the last step depends on the page. */
export const cookieSteps: Record<CookieSetting, readonly string[]> = {
  chrome: [
    "In Chrome’s menu, open Settings and search for “on-device site data” (“cookies” in older versions).",
    "Allow sites to save data on your device.",
  ],
  "chrome-android": [
    "In Chrome’s menu, open Settings, then Site settings.",
    "Open On-device site data (Cookies in older versions) and turn it on.",
  ],
  edge: [
    "In Edge’s menu, open Settings and search for “cookies”.",
    "Turn on “Allow sites to save and read cookie data”.",
  ],
  firefox: [
    "In Firefox’s menu, open Settings, then Privacy & Security.",
    "Under Enhanced Tracking Protection, choose Standard.",
  ],
  "firefox-android": [
    "In Firefox’s menu, open Settings, then Enhanced Tracking Protection.",
    "Choose Standard.",
  ],
  safari: [
    "On a Mac, open Safari’s Settings, then Advanced (Privacy in older versions).",
    "On an iPad, open the Settings app, then Apps, Safari and Advanced.",
    "Turn off “Block all cookies”.",
  ],
  "safari-iphone": [
    "Open the Settings app and go to Safari (on newer phones it’s under Apps).",
    "Open Advanced and turn off “Block All Cookies”.",
  ],
  "in-app-android": [
    "Open this app’s menu and choose “Open in browser” or “Open in Chrome”.",
    "Can’t find it? Copy the link and paste it into Chrome’s address bar.",
  ],
  "in-app-iphone": [
    "Open this app’s menu and choose “Open in Safari” or “Open in browser”.",
    "Can’t find it? Copy the link and paste it into Safari’s address bar.",
  ],
  other: ["Open your browser’s settings and find the ones for privacy or sites.", "Allow cookies."],
};

export const isInApp = (setting: CookieSetting) => setting.startsWith("in-app");
