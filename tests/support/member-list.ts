import type { BrowserContext, Page } from "playwright-core";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { TestApp } from "./app.ts";
import type { Clinic } from "./clinic.ts";
import { openPage } from "./staff-browser.ts";
import { until } from "./wait.ts";

type Ref = { type: string; id: string };

export const listenerName = (n: number) => `Listener ${String(n).padStart(3, "0")}`;

export const listenerNames = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => listenerName(from + index));

/** Adds listeners to a call, a second apart. `Listener 001` is number 1. */
export const addListeners = async (ref: Ref, count: number, from: number) => {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const data = numbers.map((n) => ({ role: "patient" as const, name: listenerName(n) }));
  const people = await db().user.createManyAndReturn({ data, select: { id: true } });
  await db().member.createMany({
    data: people.map(({ id }, index) => ({
      callType: ref.type,
      callId: ref.id,
      userId: id,
      role: "patient" as const,
      createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, from + index)),
    })),
  });
};

let classes = 0;

/** Creates a call with one clinician and as many listeners. `path` is the list of its members. */
export const createClass = async (clinic: Clinic, listeners: number) => {
  classes += 1;
  const ref = { type: "livestream", id: `class-${classes}` };
  await createCall(await clinic.actor("admin"), {
    ...ref,
    members: [{ userId: clinic.idOf.amara, role: "clinician" }],
  });
  await addListeners(ref, listeners, 1);
  return { ref, path: `/admin/calls/${ref.type}/${ref.id}/members` };
};

/** Opens a page for the time of the work. */
export const withPage = async (
  context: BrowserContext,
  app: TestApp,
  path: string,
  work: (page: Page) => Promise<void>,
) => {
  const page = await openPage(context, app, path);
  try {
    await work(page);
  } finally {
    await page.close();
  }
};

/** The names in the list of members, in its order. */
export const listedNames = (page: Page) =>
  page
    .getByRole("checkbox", { name: /^Select (?!everyone)/ })
    .evaluateAll((boxes) =>
      boxes.map((box) => (box.closest("label")?.textContent ?? "").replace("Select ", "").trim()),
    );

export const waitForFirst = (page: Page, first: string) =>
  until(`the list begins with ${first}`, async () => (await listedNames(page))[0] === first);
