import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { launchChromium, openFor, readMedia } from "./chromium.ts";
import { type Clinic, makeClinic } from "./clinic.ts";
import { startLiveKit, type TestLiveKit } from "./livekit.ts";

// LiveKit clients that somebody else could write, in a real browser: they use none of our pages and obey none of our rules.

const client = readFileSync(
  join(import.meta.dirname, "../../node_modules/livekit-client/dist/livekit-client.umd.js"),
  "utf8",
);
const page = `<!doctype html><meta charset="utf-8"><title>A client</title>
<script src="/client.js"></script>`;

export type Site = { readonly url: string; readonly webhookUrl: string; readonly server: Server };

/** A site with livekit-client on its page, which also passes LiveKit's webhooks to the product. */
const startSite = async (): Promise<Site> => {
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      const status = await receiveWebhook(body, request.headers.authorization ?? null).then(
        () => 200,
        () => 500,
      );
      response.writeHead(status).end();
      return;
    }
    const script = request.url === "/client.js";
    response.writeHead(200, { "content-type": script ? "text/javascript" : "text/html" });
    response.end(script ? client : page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, webhookUrl: url, server };
};

/**
 * Sends camera and microphone, and asks `window.joinAgain()` for a new token whenever its room ends. Notes the moment of
 * every further video frame from the others.
 */
const reconnectingClient = `
  window.__frameTimes = [];
  (async () => {
    let last = 0;
    for (;;) {
      const { framesDecoded } = await ${readMedia};
      if (framesDecoded > last) window.__frameTimes.push(performance.now());
      last = framesDecoded;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  (async () => {
    const { Room, RoomEvent, createLocalTracks } = LivekitClient;
    const tracks = await createLocalTracks({ audio: true, video: true });
    for (;;) {
      const { url, token } = await window.joinAgain();
      const room = new Room({ stopLocalTrackOnUnpublish: false });
      room.on(RoomEvent.TrackSubscribed, (track) => document.body.append(track.attach()));
      const over = new Promise((resolve) => room.once(RoomEvent.Disconnected, resolve));
      await room.connect(url, token);
      for (const track of tracks) await room.localParticipant.publishTrack(track);
      window.__room = room;
      await over;
    }
  })();
  undefined;`;

export type CustomClientFixture = { readonly site: Site; readonly clinic: Clinic; readonly browser: Browser };

/** Gives a test file a site, a LiveKit server that reports to it, a clinic and a Chromium, closed after the last test. */
export const setUpCustomClients = (ready: (fixture: CustomClientFixture) => void | Promise<void>) => {
  let site: Site | undefined;
  let livekit: TestLiveKit | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    site = await startSite();
    livekit = await startLiveKit(site.webhookUrl);
    process.env.LIVEKIT_URL = livekit.url;
    const clinic = await makeClinic();
    browser = await launchChromium();
    await ready({ site, clinic, browser });
  });
  afterAll(async () => {
    await browser?.close();
    await livekit?.stop();
    site?.server.close();
    await closeDb();
  });
};

/** Opens the site in a browser context of its own. */
export const openClientPage = async (browser: Browser, site: Site): Promise<Page> => {
  const { page } = await openFor(browser);
  await page.goto(site.url);
  return page;
};

export const joinWithDevice = (actor: Actor, { type, id }: CallRef, device: string) =>
  joinCall(actor, { type, id, device, takeOver: true });

/** Runs `reconnectingClient` for the actor. */
export const keepInCall = async (browser: Browser, site: Site, actor: Actor, ref: CallRef): Promise<Page> => {
  const page = await openClientPage(browser, site);
  await page.exposeFunction("joinAgain", () => joinWithDevice(actor, ref, "window-of-ours"));
  await page.evaluate(reconnectingClient);
  return page;
};

export const restartGapCount = "window.__frameTimes = [performance.now()]";
/** The longest time without a video frame from the others since `restartGapCount`, in ms. */
export const longestGapMs =
  "Math.max(...[...window.__frameTimes, performance.now()].slice(1).map((at, index) => at - window.__frameTimes[index]))";

/**
 * Keeps every token it ever gets, and follows the others as long as `window.joinAgain()` returns one. Once evicted, it tries
 * each token again and again, and counts the rooms that open and the packets and frames that arrive.
 */
export const tokenReplayClient = (url: string, token: string, pauseMs: number) => `
  window.__tokens = new Set([${JSON.stringify(token)}]);
  window.__replays = { tries: 0, opened: 0, received: 0, outAt: null };
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
    let outAt;
    for (let next = { token: ${JSON.stringify(token)} }; next; next = await window.joinAgain()) {
      window.__tokens.add(next.token);
      const room = new Room();
      room.on(RoomEvent.TrackSubscribed, (track) => document.body.append(track.attach()));
      const out = new Promise((resolve) => room.once(RoomEvent.Disconnected, resolve));
      await room.connect(${JSON.stringify(url)}, next.token);
      const keep = setInterval(() => room.engine.token && window.__tokens.add(room.engine.token), 20);
      await out;
      outAt = Date.now();
      clearInterval(keep);
    }
    window.__replays.outAt = outAt;
    for (;;) {
      for (const one of window.__tokens) {
        const again = new Room();
        const first = window.__connections.length;
        window.__replays.tries += 1;
        await again.connect(${JSON.stringify(url)}, one, { maxRetries: 0 })
          .then(() => { window.__replays.opened += 1; }, () => undefined);
        window.__replays.received += await receivedSince(first);
        await again.disconnect();
      }
      await new Promise((resolve) => setTimeout(resolve, ${pauseMs}));
    }
  })();
  undefined;`;

export type ReplayCount = { tries: number; opened: number; received: number; outAt: number | null };
