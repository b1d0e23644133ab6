import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { inject } from "vitest";

/** Fake camera and microphone, and media over the loopback. */
const fakeMedia = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.autoplay.default": 0,
};

/** Keeps Firefox from calling its own services. */
const quiet = {
  "app.normandy.enabled": false,
  "app.update.auto": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
};

const push = (webSocketUrl: string) => ({
  "dom.push.connection.enabled": true,
  "dom.push.serverURL": webSocketUrl,
  "dom.push.testing.allowInsecureServerURL": true,
  "dom.push.testing.ignorePermission": true,
  "permissions.default.desktop-notification": 1,
  "alerts.useSystemBackend": false,
});

/**
 * Debian's Firefox, headless, driven by WebDriver BiDi, with permission to use a fake camera and microphone, and with a push
 * service of ours if one is given. `prefs` override ours. `close()` deletes its profile.
 */
export const launchFirefox = async (
  options: { pushServiceUrl?: string; prefs?: Record<string, unknown> } = {},
) => {
  const executablePath = inject("programs").firefox;
  if (!executablePath) throw new Error("Firefox is not installed.");
  const profile = mkdtempSync(join(inject("folder"), "firefox-"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    userDataDir: profile,
    extraPrefsFirefox: {
      ...fakeMedia,
      ...quiet,
      ...(options.pushServiceUrl ? push(options.pushServiceUrl) : {}),
      ...options.prefs,
    },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
};
