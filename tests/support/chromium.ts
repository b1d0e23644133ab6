import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

const options = () => {
  const executablePath = inject("programs").chromium;
  if (!executablePath) throw new Error("Chromium is not installed.");
  return { executablePath, headless: true, args: flags };
};

/** Debian's Chromium, headless, with permission to use a fake camera and microphone. */
export const launchChromium = (): Promise<Browser> => chromium.launch(options());

/** The same, set to block cookies or JavaScript everywhere. `close()` deletes its profile. */
export const launchChromiumBlocking = async (what: "cookies" | "javascript") => {
  const profile = mkdtempSync(join(inject("folder"), "chromium-"));
  mkdirSync(join(profile, "Default"));
  const block = { profile: { default_content_setting_values: { [what]: 2 } } };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify(block));
  const context = await chromium.launchPersistentContext(profile, options());
  return {
    page: await context.newPage(),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
};

/** Keeps every RTCPeerConnection for `mediaOf`. Must run before the page's own scripts. */
export const watchConnections = `
  window.__connections = [];
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...given) { super(...given); window.__connections.push(this); }
  };
`;

/** Runs in the page; resolves to the `Media` that has arrived from the others so far. */
export const readMedia = `(async () => {
  const sum = { framesDecoded: 0, audioEnergy: 0, remoteFramesShown: 0 };
  for (const connection of window.__connections ?? []) {
    if (connection.connectionState === "closed") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type !== "inbound-rtp") continue;
      if (report.kind === "video") sum.framesDecoded += report.framesDecoded ?? 0;
      if (report.kind === "audio") sum.audioEnergy += report.totalAudioEnergy ?? 0;
    }
  }
  const received = new Set((window.__connections ?? []).flatMap((one) => one.getReceivers().map(({ track }) => track.id)));
  for (const video of document.querySelectorAll("video")) {
    const [track] = video.srcObject?.getVideoTracks() ?? [];
    if (track && received.has(track.id)) {
      // Headless Firefox counts the frames of a live stream only here.
      const painted = video.mozPaintedFrames ?? 0;
      sum.remoteFramesShown += Math.max(painted, video.getVideoPlaybackQuality().totalVideoFrames);
    }
  }
  return sum;
})()`;

export type Media = { framesDecoded: number; audioEnergy: number; remoteFramesShown: number };

/** One person's browser: a context and a page that `mediaOf` can read. */
export const openFor = async (browser: Browser, options: { timezoneId?: string } = {}) => {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["camera", "microphone"],
    timezoneId: "Europe/London",
    ...options,
  });
  await context.addInitScript(watchConnections);
  const page: Page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { context, page };
};

export const mediaOf = (page: Page) => page.evaluate(readMedia) as Promise<Media>;
