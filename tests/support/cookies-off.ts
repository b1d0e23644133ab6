import { expect } from "vitest";
import { db } from "#lib/db.ts";
import type { TestApp } from "./app.ts";
import { emailOf, password } from "./clinic.ts";
import type { PlainWindow } from "./plain-window.ts";
import { until } from "./wait.ts";

/** What a browser that keeps no cookies shows, in every engine. */

const shows = (window: PlainWindow, words: string) =>
  until(`the page says "${words}"`, async () => (await window.words()).includes(words));

export const signInAs = async (window: PlainWindow, app: TestApp, key: string) => {
  await window.open(`${app.url}/sign-in`);
  await window.fill("email", emailOf(key));
  await window.fill("password", password);
  await window.press("Sign in");
};

/** Sign-in says so, each time, with the way to `setting`, and keeps the address that was typed. */
export const toldOnSignIn = async (window: PlainWindow, app: TestApp, setting: string) => {
  const signIns = await db().signIn.count();
  await signInAs(window, app, "amara");
  await shows(window, "Your browser is blocking cookies");
  await shows(window, setting);
  expect(await window.address()).toBe(`${app.url}/sign-in`);
  await window.fill("password", password);
  await window.press("Sign in");
  await shows(window, "Your browser is blocking cookies");
  expect(await window.address()).toBe(`${app.url}/sign-in`);
  expect(await db().signIn.count()).toBe(signIns);
};

/** The link's page says so, each time; the link is not used up and works on. */
export const toldOnLink = async (
  window: PlainWindow,
  link: { url: string; linkId: string },
  setting: string,
) => {
  await window.open(link.url);
  await window.press("Go to my visit");
  await shows(window, "Your browser is blocking cookies");
  await shows(window, setting);
  await window.press("Try again");
  await shows(window, "Your link still works");
  expect((await window.address()).split("?")[0]).toBe(link.url);
  const { lastUsedAt } = await db().inviteLink.findUniqueOrThrow({ where: { id: link.linkId } });
  expect(lastUsedAt).toBeNull();
  await window.open(link.url);
  await shows(window, "Hello Ada Bell");
};
