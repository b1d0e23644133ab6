import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "#lib/access";
import { closeDb, db } from "#lib/db";
import { joinCall } from "#lib/joining/server";
import { updateMembers } from "#lib/members/server";
import { blockUser, grant, revoke } from "#lib/members/standing";
import { startVisit } from "#lib/sessions/server";
import { startApp, type TestApp } from "../support/app.ts";
import { launchChromium, type Media, mediaOf, openFor, watchConnections } from "../support/chromium.ts";
import { byLink, type Clinic, emailOf, makeClinic, password, scheduleVisit } from "../support/clinic.ts";
import { until } from "../support/wait.ts";

// Somebody is removed from a visit that is on, with a real livekit server, and comes back with every token they ever had.
// BEDSIDE_SOAK_MINUTES=12 npm test -- tests/e2e/removal.test.ts tries for twelve minutes instead of some seconds.
const soakMinutes = Number(process.env.BEDSIDE_SOAK_MINUTES ?? 0);
const triesForMs = soakMinutes > 0 ? soakMinutes * 60_000 : 15_000;

const client = join(import.meta.dirname, "../../node_modules/livekit-client/dist/livekit-client.umd.js");

let app: TestApp;
let clinic: Clinic;
let amara: Actor;
let browser: Browser;
let strangers: Browser;
beforeAll(async () => {
  app = await startApp();
  // Before anything reads the environment, which is read once.
  process.env.LIVEKIT_URL = app.livekit.url;
  clinic = await makeClinic();
  amara = await clinic.actor("amara");
  browser = await launchChromium();
  strangers = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await strangers?.close();
  await app?.stop();
  await closeDb();
});

const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

/** Signs staff in and takes them into the visit, through the pages that everybody uses. */
const enter = async (key: string, ref: { type: string; id: string }) => {
  const { page } = await openFor(browser);
  await page.goto(`${app.url}/sign-in`);
  await page.getByLabel("E-mail").fill(emailOf(key));
  await page.getByLabel("Password", { exact: true }).fill(password);
  await press(page, "Sign in");
  await page.waitForURL("**/today");
  await page.goto(`${app.url}/visit/${ref.type}/${ref.id}`);
  await press(page, "Get ready");
  await press(page, "Go in");
  return page;
};

const seesAndHears = async (who: string, read: () => Promise<Media>) => {
  const before = await read();
  await until(`${who} sees moving pictures`, async () => {
    const now = await read();
    return now.framesDecoded > before.framesDecoded + 15 && now.audioEnergy > before.audioEnergy;
  });
};

/** Notes in the page every moment at which a further picture came in, to find the longest time without. */
const watchGap = `
  window.__came = [performance.now()];
  let last = -1;
  (async () => {
    for (;;) {
      let sum = 0;
      for (const one of window.__connections) {
        if (one.connectionState !== "connected") continue;
        for (const report of (await one.getStats()).values())
          if (report.type === "inbound-rtp" && report.kind === "video") sum += report.framesDecoded ?? 0;
      }
      if (sum !== last && sum > 0) { window.__came.push(performance.now()); last = sum; }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();`;
const longestGap = `Math.max(...window.__came.slice(1).map((at, index) => at - window.__came[index]))`;

/** A client of the removed person's own making: it keeps every token, and after it was put out tries each again and again. It counts every packet and picture that comes in meanwhile. */
const intruder = (url: string, token: string) => `
  window.__tokens = new Set([${JSON.stringify(token)}]);
  window.__tried = { tries: 0, opened: 0, received: 0, outAt: null };
  const receivedSince = async (first) => {
    let sum = 0;
    for (const one of window.__connections.slice(first)) {
      if (one.connectionState === "closed") continue;
      for (const report of (await one.getStats()).values())
        if (report.type === "inbound-rtp") sum += (report.packetsReceived ?? 0) + (report.framesDecoded ?? 0);
    }
    return sum;
  };
  (async () => {
    const { Room, RoomEvent } = LivekitClient;
    const room = new Room();
    const out = new Promise((resolve) => room.once(RoomEvent.Disconnected, resolve));
    await room.connect(${JSON.stringify(url)}, ${JSON.stringify(token)});
    window.__room = room;
    const keep = setInterval(() => window.__tokens.add(room.engine.token), 20);
    await out;
    clearInterval(keep);
    window.__tried.outAt = Date.now();
    for (;;) {
      for (const one of window.__tokens) {
        const again = new Room();
        const first = window.__connections.length;
        window.__tried.tries += 1;
        await again.connect(${JSON.stringify(url)}, one, { maxRetries: 0 })
          .then(() => { window.__tried.opened += 1; }, () => undefined);
        window.__tried.received += await receivedSince(first);
        await again.disconnect();
      }
      await new Promise((resolve) => setTimeout(resolve, ${soakMinutes > 0 ? 1_000 : 50}));
    }
  })();`;

type Tried = { tries: number; opened: number; received: number; outAt: number | null };
const triedBy = (page: Page) => page.evaluate("window.__tried") as Promise<Tried>;
const seen: (() => Promise<unknown>)[] = [];
let minutesAhead = 0;

/** A visit with a clinician and an assistant in it by our pages, and a patient by a client of their own. */
const visitWithIntruder = async () => {
  minutesAhead += 40;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const tomasz = { userId: clinic.idOf.tomasz, role: "assistant" as const };
  await updateMembers(amara, { ...visit.ref, update: [tomasz] });
  await startVisit(amara, visit.ref);
  const [clinician, assistant] = [await enter("amara", visit.ref), await enter("tomasz", visit.ref)];
  const { actor } = await byLink(clinic, visit.ref, visit.patientMember);
  const { url, token } = await joinCall(actor, { ...visit.ref, device: "own-client", takeOver: false });
  const context = await strangers.newContext();
  const page = await context.newPage();
  await page.evaluate(watchConnections);
  await page.addScriptTag({ path: client });
  await page.evaluate(intruder(url, token));
  await seesAndHears("the patient", () => mediaOf(page));
  // A change of what they may send makes LiveKit hand out a fresh token, good for ten minutes.
  const change = { ...visit.ref, memberId: visit.patientMember, capability: "share-screen" as const };
  await revoke(amara, change);
  await grant(amara, change);
  await until("the patient's client got a fresher token", () => page.evaluate("window.__tokens.size > 1"));
  await seesAndHears("the clinician", () => mediaOf(clinician));
  await seesAndHears("the assistant", () => mediaOf(assistant));
  seen.push(
    () => context.close(),
    () => clinician.context().close(),
    () => assistant.context().close(),
  );
  return { ...visit, clinician, assistant, page };
};

describe("somebody who was in the visit", () => {
  test.each(["removed", "blocked"] as const)(
    "and is %s is out within two seconds and stays out, while the others go on",
    async (how) => {
      const { ref, patientMember, clinician, assistant, page } = await visitWithIntruder();
      for (const one of [clinician, assistant]) await one.evaluate(watchGap);
      const askedAt = Date.now();
      if (how === "removed") await updateMembers(amara, { ...ref, remove: [patientMember] });
      else await blockUser(amara, { ...ref, userId: clinic.idOf.ada });
      const outAt = await until("the patient is out", async () => (await triedBy(page)).outAt);
      expect(outAt - askedAt).toBeLessThan(2_000);

      await seesAndHears("the clinician, afterwards,", () => mediaOf(clinician));
      await seesAndHears("the assistant, afterwards,", () => mediaOf(assistant));
      const gaps = (await Promise.all(
        [clinician, assistant].map((one) => one.evaluate(longestGap)),
      )) as number[];
      console.log(
        `${how}: out after ${outAt - askedAt} ms; the others saw nothing for ${gaps.map(Math.round).join(" and ")} ms`,
      );
      expect(Math.max(...gaps)).toBeLessThan(3_000);
      for (const one of [clinician, assistant]) {
        expect(await one.getByText(/lost your connection|not connected/i).count()).toBe(0);
      }

      await until(
        "the tries have gone on for long enough",
        () => Date.now() - outAt > triesForMs,
        triesForMs + 60_000,
      );
      const { tries, opened, received } = await triedBy(page);
      console.log(
        `${how}: ${tries} tries with ${await page.evaluate("window.__tokens.size")} tokens in ${Math.round((Date.now() - outAt) / 1000)} s, ${opened} opened`,
      );
      expect(tries).toBeGreaterThan(20);
      expect(opened).toBe(0);
      expect(received).toBe(0);
      await seesAndHears("the clinician, at the end,", () => mediaOf(clinician));
      const session = await db().session.findFirstOrThrow({ where: { callId: ref.id } });
      expect(session.closedAt).toBeNull();
      for (const close of seen.splice(0)) await close();
    },
    180_000 + 2 * triesForMs,
  );
});
