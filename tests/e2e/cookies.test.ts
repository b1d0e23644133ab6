import type { Browser, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { launchChromiumBlocking, openFor } from "#tests/support/chromium.ts";
import { type Clinic, linkFor, scheduleVisit } from "#tests/support/clinic.ts";
import { signInAs, toldOnLink, toldOnSignIn } from "#tests/support/cookies-off.ts";
import { launchFirefox } from "#tests/support/firefox.ts";
import { testCookie } from "#tests/support/http.ts";
import { windowOfChromium, windowOfFirefox } from "#tests/support/plain-window.ts";
import { heading, inspectScreens, press } from "#tests/support/screen-inspection.ts";

// Browsers that keep no cookies are told so; those that keep them never are. WebKit's are in webkit.test.ts.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
let visit: Awaited<ReturnType<typeof scheduleVisit>>;
setUpApp(async (fixture) => {
  ({ app, browser, clinic } = fixture);
  visit = await scheduleVisit(clinic);
});

const blocked = "blocking cookies";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15";
const inApp = `${iphone} Mobile/15E148`;
const visitPath = () => `/visit/${visit.ref.type}/${visit.ref.id}`;
const makeLink = async () => {
  const { token, linkId } = await linkFor(clinic, visit.ref, visit.patientMember);
  return { token, linkId, url: `${app.url}/invite/${token}` };
};

describe("a browser set to block cookies is told so on sign-in and on the link page", () => {
  test("Chromium", async () => {
    const { page, close } = await launchChromiumBlocking("cookies");
    try {
      await toldOnSignIn(windowOfChromium(page), app, "on-device site data");
      await toldOnLink(windowOfChromium(page), await makeLink(), "on-device site data");
    } finally {
      await close();
    }
  });

  test("Firefox", async () => {
    const { browser: firefox, close } = await launchFirefox({
      prefs: { "network.cookie.cookieBehavior": 2 },
    });
    try {
      const window = windowOfFirefox(await firefox.newPage());
      await toldOnSignIn(window, app, "Enhanced Tracking Protection");
      await toldOnLink(window, await makeLink(), "Enhanced Tracking Protection");
    } finally {
      await close();
    }
  });
});

describe("the link's form", () => {
  const send = (url: string, headers: Record<string, string> = {}) =>
    fetch(url, { method: "POST", headers: { origin: app.url, ...headers }, redirect: "manual" });

  test("is sent once more by a browser without our cookies, and no further", async () => {
    const { url, token } = await makeLink();
    const first = await send(url);
    expect(first.status).toBe(307);
    const again = first.headers.get("location") ?? "";
    expect(again).toMatch(new RegExp(`^/invite/${token}\\?tested=\\d+$`));
    const [cookie = ""] = first.headers.getSetCookie();
    expect(cookie).toMatch(/^bedside-test=1;.*HttpOnly/i);

    const told = await send(app.url + again);
    expect(told.status).toBe(403);
    expect(told.headers.get("cache-control")).toBe("no-store");
    const text = await told.text();
    expect(text).toContain(blocked);
    expect(text).not.toMatch(/<script/i);

    const kept = await send(app.url + again, { cookie: testCookie() });
    expect([kept.status, kept.headers.get("location")]).toEqual([303, visitPath()]);
  });

  test("is tested anew when the page that told is reloaded later", async () => {
    const { url } = await makeLink();
    for (const stamp of [String(Date.now() - 20_000), "", "soon"])
      expect((await send(`${url}?tested=${stamp}`)).status).toBe(307);
  });

  test("inside an app says to open the link in the browser, and offers it to be copied", async () => {
    const { url } = await makeLink();
    const told = await (await send(`${url}?tested=${Date.now()}`, { "user-agent": inApp })).text();
    expect(told).toContain("Open in Safari");
    expect(told).toContain(`value="${url}"`);
  });

  test("looked at with HEAD sets no cookie", async () => {
    const { url } = await makeLink();
    const looked = await fetch(url, { method: "HEAD" });
    expect([looked.status, looked.headers.getSetCookie()]).toEqual([200, []]);
  });
});

describe("a browser that keeps cookies is never told otherwise", () => {
  test("by its link: fresh, by the back button, in two tabs, with cookies cleared under the open page", async () => {
    const { url } = await makeLink();
    const { page, context } = await openFor(browser);
    await page.goto(url);
    await press(page, "Go to my visit");
    await page.waitForURL(`**${visitPath()}`);
    await page.goBack();
    await context.clearCookies();
    await press(page, "Go to my visit");
    await page.waitForURL(`**${visitPath()}`);

    const other = await context.newPage();
    await Promise.all([page.goto(url), other.goto(url)]);
    await context.clearCookies();
    await Promise.all([press(page, "Go to my visit"), press(other, "Go to my visit")]);
    await Promise.all([page.waitForURL(`**${visitPath()}`), other.waitForURL(`**${visitPath()}`)]);
    await context.close();
  });

  test("with cookies of an older version, which had other names", async () => {
    const { url } = await makeLink();
    const { page, context } = await openFor(browser);
    // Chromium's protocol for tests takes `__Host-` cookies of https alone; the browser itself sends them to localhost.
    const secure = { value: "old", url: app.url.replace("http:", "https:"), secure: true };
    const names = ["bedside-staff", "bedside-visit", "bedside-device", "next-auth.csrf-token"];
    await context.addCookies(names.map((name) => ({ ...secure, name: `__Host-${name}` })));
    await page.goto(url);
    await press(page, "Go to my visit");
    await page.waitForURL(`**${visitPath()}`);
    await signInAs(windowOfChromium(page), app, "amara");
    await page.waitForURL("**/today");
    await context.close();
  });

  test("on sign-in, when another tab took its first CSRF cookie", async () => {
    const { page, context } = await openFor(browser);
    const lost = { url: `${app.url}/api/auth/signin?csrf=true` };
    await page.route("**/api/auth/callback/credentials", (route) => route.fulfill({ json: lost }), {
      times: 1,
    });
    await signInAs(windowOfChromium(page), app, "amara");
    await page.waitForURL("**/today");
    await context.close();
  });

  test("when its sign-in is over", async () => {
    const { page, context } = await openFor(browser);
    await signInAs(windowOfChromium(page), app, "amara");
    await page.waitForURL("**/today");
    await context.clearCookies({ name: "bedside-staff" });
    await page.goto(`${app.url}/today`);
    await page.waitForURL("**/sign-in?next=%2Ftoday");
    expect(await page.locator("body").innerText()).not.toContain(blocked);
    await context.close();
  });
});

test("the pages that tell look right", async () => {
  const { url, token } = await makeLink();
  const path = `/invite/${token}`;
  const tellAs = (agent: string, title: string) => async (page: Page) => {
    await page.setExtraHTTPHeaders({ "user-agent": agent });
    await page.goto(`${url}?tested=${Date.now()}`);
    await page.context().clearCookies();
    await press(page, "Go to my visit");
    await heading(page, title);
    await page.setExtraHTTPHeaders({});
  };
  const refuse = async (page: Page) => {
    const lost = { url: `${app.url}/api/auth/signin?csrf=true` };
    await page.route("**/api/auth/callback/credentials", (route) => route.fulfill({ json: lost }), {
      times: 2,
    });
    await signInAs(windowOfChromium(page), app, "amara");
    await heading(page, "Your browser is blocking cookies");
  };
  const safari = `${iphone} Version/18.5 Mobile/15E148 Safari/604.1`;
  await inspectScreens(browser, app.url, "", [
    { name: "invite-no-cookies", path, steps: tellAs(safari, "Your browser is blocking cookies") },
    { name: "invite-no-cookies-in-app", path, steps: tellAs(inApp, "Open your link in your browser") },
    { name: "sign-in-no-cookies", path: "/sign-in", steps: refuse },
  ]);
});

test("without JavaScript, sign-in says that it needs it", async () => {
  const { page, close } = await launchChromiumBlocking("javascript");
  try {
    await page.goto(`${app.url}/sign-in`);
    expect(await page.locator("body").innerText()).toContain("Signing in needs JavaScript.");
  } finally {
    await close();
  }
});

test("a public address that would send cookies in the clear stops the start with its sentence", async () => {
  await expect(startApp({ PUBLIC_URL: "http://clinic.example" })).rejects.toThrow(
    "PUBLIC_URL must start with https: in production, or sign-in cookies would travel in the clear.",
  );
});
