import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { inject } from "vitest";

/** The browser's own sound and picture instead of devices, and connections over the loopback. */
const fakeMedia = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.autoplay.default": 0,
};

/** Firefox calls nobody but us: none of its own services. */
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
 * Debian's Firefox without a screen and with a profile of its own, driven by WebDriver BiDi: allowed to use its fake
 * camera and microphone, and subscribed to a push service of ours when one is named. `prefs` go over these. `close()` deletes the profile.
 */
export const launchFirefox = async (
  options: { pushServiceUrl?: string; prefs?: Record<string, unknown> } = {},
) => {
  const executablePath = inject("parts").firefox;
  if (!executablePath) throw new Error("There is no Firefox here.");
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
