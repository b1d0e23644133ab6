import { expect, test } from "vitest";
import { cookieSteps } from "#components/browsers/cookie-steps.ts";
import { type CookieSetting, cookieSettingOf } from "#lib/browsers/rules.ts";

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const blink = "AppleWebKit/537.36 (KHTML, like Gecko)";
const pixel = "Mozilla/5.0 (Linux; Android 15; Pixel 8";

const agents: [string, CookieSetting, string][] = [
  ["Chrome on Windows", "chrome", `${windows} ${blink} Chrome/140.0.0.0 Safari/537.36`],
  ["Chrome on a Mac", "chrome", `${mac} ${blink} Chrome/140.0.0.0 Safari/537.36`],
  ["Edge", "edge", `${windows} ${blink} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`],
  ["Opera", "other", `${windows} ${blink} Chrome/140.0.0.0 Safari/537.36 OPR/122.0.0.0`],
  ["Firefox", "firefox", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"],
  [
    "Safari on a Mac",
    "safari",
    `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
  ],
  [
    "WebKitGTK",
    "other",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
  ],
  ["Safari on an iPhone", "safari-iphone", `${phone} Version/18.5 Mobile/15E148 Safari/604.1`],
  ["Chrome on an iPhone", "other", `${phone} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`],
  ["a mail app on an iPhone", "in-app-iphone", `${phone} Mobile/15E148`],
  [
    "Instagram on an iPhone",
    "in-app-iphone",
    `${phone} Mobile/22F76 Instagram 384.0.0.22.100 (iPhone14,5; iOS 18_5; en_GB)`,
  ],
  [
    "Line on an iPhone, which calls itself Safari",
    "in-app-iphone",
    `${phone} Version/18.5 Mobile/15E148 Safari/604.1 Line/15.7.0`,
  ],
  ["Chrome on Android", "chrome-android", `${pixel}) ${blink} Chrome/140.0.0.0 Mobile Safari/537.36`],
  [
    "Samsung Internet",
    "other",
    `Mozilla/5.0 (Linux; Android 15; SM-S921B) ${blink} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  ],
  ["Edge on Android", "other", `${pixel}) ${blink} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`],
  [
    "Firefox on Android",
    "firefox-android",
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
  ],
  [
    "an app's WebView on Android",
    "in-app-android",
    `${pixel}; wv) ${blink} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
  ],
  [
    "Facebook on Android",
    "in-app-android",
    `${pixel}) ${blink} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/500.0.0.0.1;]`,
  ],
  ["no User-Agent", "other", ""],
];

for (const [name, setting, agent] of agents)
  test(`${name}: ${setting}`, () => expect(cookieSettingOf(agent)).toBe(setting));

test("every browser has its steps, and each of them is in the table above", () => {
  expect(Object.keys(cookieSteps).sort()).toEqual([...new Set(agents.map(([, setting]) => setting))].sort());
});
