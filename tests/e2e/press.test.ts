import type { Browser, BrowserContext, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { byLink, scheduleVisit } from "#tests/support/clinic.ts";
import { cookiesOf, visitCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";

// The first press of a patient's first button always counts.
let app: TestApp;
let browser: Browser;
let path: string;
let cookie: string;
setUpApp(async (stage) => {
  ({ app, browser } = stage);
  const { ref, patientMember } = await scheduleVisit(stage.clinic, { minutesAhead: 10 });
  path = `/visit/${ref.type}/${ref.id}`;
  cookie = visitCookie((await byLink(stage.clinic, ref, patientMember)).secret);
});

const open = async (work: (page: Page, context: BrowserContext) => Promise<void>) => {
  const context = await browser.newContext({ permissions: ["camera", "microphone", "notifications"] });
  await context.addCookies(cookiesOf(app.url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  try {
    await work(page, context);
  } finally {
    await context.close();
  }
};

const press = (page: Page) => page.getByRole("button", { name: "Check camera and sound" }).click();
const follows = (page: Page) => page.getByRole("heading", { name: "Check how you look and sound" }).waitFor();

describe("one press of “Check camera and sound” is enough", () => {
  test("before the page's scripts have loaded", () =>
    open(async (page) => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await page.route("**/_next/static/**/*.js", async (route) => {
        await released;
        await route.continue();
      });
      await page.goto(app.url + path, { waitUntil: "commit" });
      await press(page);
      release();
      await follows(page);
    }));

  test("while the browser's own question is open", () =>
    open(async (page) => {
      await page.addInitScript("Notification.requestPermission = () => new Promise(() => {})");
      await page.goto(app.url + path);
      await page.getByRole("button", { name: "Tell me when it starts" }).click();
      await press(page);
      await follows(page);
    }));

  test("while the app doesn't answer", () =>
    open(async (page) => {
      await page.goto(app.url + path);
      let unanswered = 0;
      await page.route(`**${path}`, () => {
        unanswered += 1;
      });
      await until("the page asks the app", async () => {
        await page.evaluate("dispatchEvent(new Event('online'))");
        return unanswered > 0;
      });
      await press(page);
      await follows(page);
    }));

  for (const [size, viewport] of Object.entries({
    phone: { width: 390, height: 844 },
    desktop: { width: 1280, height: 800 },
  })) {
    test(`its button doesn't move during hydration (${size})`, () =>
      open(async (page) => {
        await page.setViewportSize(viewport);
        const { promise: released, resolve: release } = Promise.withResolvers<void>();
        await page.route("**/_next/static/**/*.js", async (route) => {
          await released;
          await route.continue();
        });
        await page.goto(app.url + path, { waitUntil: "commit" });
        const button = page.getByRole("button", { name: "Check camera and sound" });
        const offer = page.getByRole("button", { name: "Tell me when it starts" });
        await until("the page has its looks, and no script yet", async () => {
          const isDressed = await page.evaluate(() => document.fonts.status === "loaded");
          return isDressed && ((await button.boundingBox())?.height ?? 0) > 40;
        });
        const before = await button.boundingBox();
        expect(await offer.count()).toBe(0);
        release();
        // By now the page shows what only the browser knows: its abilities and its time.
        await offer.waitFor();
        await page.getByText("on this device").waitFor();
        expect(await button.boundingBox()).toEqual(before);
      }));
  }

  for (const slowdown of [1, 4, 8]) {
    for (const waitUntil of ["commit", "domcontentloaded", "load"] as const) {
      test(`on a device ${slowdown} times as slow, right after “${waitUntil}”`, () =>
        open(async (page, context) => {
          const devtools = await context.newCDPSession(page);
          await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
          await page.goto(app.url + path, { waitUntil });
          await press(page);
          await follows(page);
          expect(await page.getByRole("button", { name: "Check camera and sound" }).count()).toBe(0);
        }));
    }
  }
});

test("the second press of a double press doesn't hit the next screen", () =>
  open(async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(app.url + path);
    await page.waitForLoadState("networkidle");
    for (const [name, next] of [
      ["Check camera and sound", "Check how you look and sound"],
      ["Go to the waiting room", "You’re in the waiting room"],
    ] as const) {
      const box = await page.getByRole("button", { name, exact: true }).boundingBox();
      if (!box) throw new Error(`There is no ${name}.`);
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      // What a press would hit at the moment the next screen appears.
      const met = page.evaluate(
        ([heading, x, y]) =>
          new Promise<string>((resolve) => {
            new MutationObserver((_changes, observer) => {
              if (document.querySelector("h1")?.textContent !== heading) return;
              observer.disconnect();
              resolve(document.elementFromPoint(x, y)?.closest("button") ? "a button" : "nothing");
            }).observe(document.body, { subtree: true, childList: true, characterData: true });
          }),
        [next, at.x, at.y] as const,
      );
      await page.mouse.click(at.x, at.y);
      expect(await met).toBe("nothing");
      // A moment later the button can be pressed.
      await until(`${next}: a button`, () =>
        page.evaluate(([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest("button")), [
          at.x,
          at.y,
        ] as const),
      );
    }
  }));
