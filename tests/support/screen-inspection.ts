import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { watchConnections } from "./chromium.ts";
import { cookiesOf } from "./http.ts";

const pictures = join(import.meta.dirname, "..", ".artifacts", "screens");
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const appearances = (["phone", "desktop"] as const).flatMap((size) =>
  (["light", "dark"] as const).map((colorScheme) => ({ size, colorScheme })),
);
type Appearance = (typeof appearances)[number];

/** `steps` lead from the page at `path` to the screen. */
export type Screen = { name: string; path: string; steps?: (page: Page) => Promise<void> };

const open = async (browser: Browser, url: string, cookie: string, { size, colorScheme }: Appearance) => {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme,
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

/** Ends all animations at once: colours are final only then, and some animations never end by themselves. */
const finishAnimations = (page: Page) =>
  page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const { endTime } = animation.effect?.getComputedTiming() ?? {};
      if (endTime === Number.POSITIVE_INFINITY) animation.cancel();
      else animation.finish();
    }
  });

const axeProblems = async (page: Page) => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
};

/** Takes a picture, and expects that axe finds no problem and that nothing is wider than the window. */
const inspect = async (page: Page, name: string, { size, colorScheme }: Appearance) => {
  await finishAnimations(page);
  await page.screenshot({ path: join(pictures, `${name}-${size}-${colorScheme}.png`), fullPage: true });
  expect(await axeProblems(page), `${name} ${size} ${colorScheme}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${name} is wider than the window (${size})`).toBeLessThanOrEqual(0);
};

/** Inspects each screen on phone and desktop, in light and dark, as the person of this Cookie header. */
export const inspectScreens = async (
  browser: Browser,
  url: string,
  cookie: string,
  screens: readonly Screen[],
) => {
  mkdirSync(pictures, { recursive: true });
  for (const appearance of appearances) {
    const { context, page } = await open(browser, url, cookie, appearance);
    for (const { name, path, steps } of screens) {
      await page.goto(url + path);
      await steps?.(page);
      await inspect(page, name, appearance);
    }
    await context.close();
  }
};

/** Where the picture of this name is kept. */
export const pictureFile = (name: string) => join(pictures, `${name}.png`);

/** Keeps a picture of the page as it is now, for people to look at. */
export const takePicture = (page: Page, name: string) => {
  mkdirSync(pictures, { recursive: true });
  return page.screenshot({ path: pictureFile(name) });
};

export const press = (page: Page, name: string) => page.getByRole("button", { name }).click();
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { name }).first().waitFor();
