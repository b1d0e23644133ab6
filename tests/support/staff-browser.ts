import type { Browser, BrowserContext, Page } from "playwright-core";
import type { TestApp } from "./app.ts";
import { cookiesOf, staffCookie } from "./http.ts";

/** Opens a page and waits until it has hydrated: input before that would be lost. */
export const openPage = async (context: BrowserContext, app: TestApp, path: string): Promise<Page> => {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(app.url + path);
  await page.waitForLoadState("networkidle");
  return page;
};

/** A browser in which this member of staff is signed in. */
export const openStaffBrowser = async (
  browser: Browser,
  app: TestApp,
  key: string,
): Promise<BrowserContext> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  await context.addCookies(cookiesOf(app.url, await staffCookie(app.url, key)));
  return context;
};

export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
