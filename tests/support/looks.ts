import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { watchConnections } from "./chromium.ts";
import { cookiesOf } from "./http.ts";

/** Screens as people see them, phone and desktop, light and dark: inspected by axe, and pictured to be looked at. */
const pictures = join(import.meta.dirname, "..", ".artifacts", "screens");
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const looks = (["phone", "desktop"] as const).flatMap((size) =>
  (["light", "dark"] as const).map((colorScheme) => ({ size, colorScheme })),
);
type Look = (typeof looks)[number];

/** `steps`: from the page of `path` to what is to be seen. */
export type Screen = { name: string; path: string; steps?: (page: Page) => Promise<void> };

const open = async (browser: Browser, url: string, cookie: string, look: Look) => {
  const context = await browser.newContext({
    viewport: sizes[look.size],
    colorScheme: look.colorScheme,
    bypassCSP: true,
    reducedMotion: "reduce",
    permissions: ["camera", "microphone"],
  });
  await context.addInitScript(watchConnections);
  await context.addCookies(cookiesOf(url, cookie));
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { context, page };
};

/** axe finds nothing on it, nothing is wider than the window, and a picture of it is left. */
const inspect = async (page: Page, name: string, look: Look) => {
  // What still fades in has not got its colours yet. Taken to its end at once: waiting for it may be for ever.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const { endTime } = animation.effect?.getComputedTiming() ?? {};
      if (endTime === Number.POSITIVE_INFINITY) animation.cancel();
      else animation.finish();
    }
  });
  await page.screenshot({
    path: join(pictures, `${name}-${look.size}-${look.colorScheme}.png`),
    fullPage: true,
  });
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const problems = found.violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`,
  );
  expect(problems, `${name} ${look.size} ${look.colorScheme}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} is wider than the window (${look.size})`).toBeLessThanOrEqual(0);
};

/** Opens each screen in every look, as the person of this Cookie header. */
export const lookAt = async (browser: Browser, url: string, cookie: string, screens: readonly Screen[]) => {
  mkdirSync(pictures, { recursive: true });
  for (const look of looks) {
    const { context, page } = await open(browser, url, cookie, look);
    for (const { name, path, steps } of screens) {
      await page.goto(url + path);
      await steps?.(page);
      await inspect(page, name, look);
    }
    await context.close();
  }
};

/** A picture of what is on a page right now, beside the others. */
export const picture = (page: Page, name: string) => {
  mkdirSync(pictures, { recursive: true });
  return page.screenshot({ path: join(pictures, `${name}.png`) });
};

export const press = (page: Page, name: string) => page.getByRole("button", { name }).click();
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { name }).first().waitFor();
