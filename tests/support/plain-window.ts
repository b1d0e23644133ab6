import type { Page as ChromiumPage } from "playwright-core";
import type { Page as FirefoxPage } from "puppeteer-core";
import { By, until, type WebDriver } from "selenium-webdriver";

/** A window that the same test drives in every engine: fields by their name, buttons by their words. */
export type PlainWindow = {
  open: (url: string) => Promise<unknown>;
  fill: (name: string, text: string) => Promise<unknown>;
  press: (button: string) => Promise<unknown>;
  /** The words on the page. */
  words: () => Promise<string>;
  address: () => Promise<string>;
};

const words = "document.body.innerText";

const buttonPath = (name: string) => `//button[normalize-space()="${name}"]`;

export const windowOfChromium = (page: ChromiumPage): PlainWindow => ({
  open: (url) => page.goto(url),
  fill: (name, text) => page.locator(`input[name="${name}"]`).fill(text),
  press: (name) => page.locator(`xpath=${buttonPath(name)}`).click(),
  words: () => page.evaluate(words) as Promise<string>,
  address: async () => page.url(),
});

export const windowOfFirefox = (page: FirefoxPage): PlainWindow => ({
  open: (url) => page.goto(url),
  fill: (name, text) => page.locator(`input[name="${name}"]`).fill(text),
  press: (name) => page.locator(`::-p-xpath(${buttonPath(name)})`).click(),
  words: () => page.evaluate(words) as Promise<string>,
  address: async () => page.url(),
});

/** Waits as the other two do by themselves: a button that is sending has other words. */
const locate = (driver: WebDriver, by: By) => driver.wait(until.elementLocated(by), 30_000);

export const windowOfWebKit = (driver: WebDriver): PlainWindow => ({
  open: (url) => driver.get(url),
  fill: async (name, text) => {
    const field = await locate(driver, By.css(`input[name="${name}"]`));
    await field.clear();
    await field.sendKeys(text);
  },
  press: async (name) => (await locate(driver, By.xpath(buttonPath(name)))).click(),
  words: () => driver.executeScript(`return ${words}`),
  address: () => driver.getCurrentUrl(),
});
