import type { Browser, Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { db } from "#lib/db.ts";
import { grant, muteMember, revoke } from "#lib/members/server/moderate-member.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, scheduleVisit, signedIn } from "#tests/support/clinic.ts";
import { keepInCall, type Site, setUpCustomClients } from "#tests/support/custom-clients.ts";
import { until } from "#tests/support/wait.ts";

// A patient with a client of their own that ignores our rules; a clinician mutes them, and revokes and grants their camera.
let site: Site;
let clinic: Clinic;
let browser: Browser;

const withinMs = 2_000;

/** The state of the only other participant's track, as livekit-client knows it. */
const remoteTrack = (page: Page, source: "microphone" | "camera") =>
  page.evaluate(`(() => {
    const [other] = window.__room?.remoteParticipants.values() ?? [];
    const found = other?.getTrackPublication(${JSON.stringify(source)});
    return !found ? "nothing" : found.isMuted ? "muted" : "sends";
  })()`) as Promise<"sends" | "muted" | "nothing">;

/** The packets that arrived so far on all connections. */
const packetsReceived = (page: Page) =>
  page.evaluate(`(async () => {
    const sum = { audio: 0, video: 0 };
    for (const one of window.__connections)
      for (const report of (await one.getStats()).values())
        if (report.type === "inbound-rtp") sum[report.kind] += report.packetsReceived ?? 0;
    return sum;
  })()`) as Promise<{ audio: number; video: number }>;

/** Publishes another track, permitted or not. Returns whether LiveKit accepted it. */
const publishTrack = (page: Page, source: "microphone" | "camera") =>
  page.evaluate(`(async () => {
    const { createLocalAudioTrack, createLocalVideoTrack } = LivekitClient;
    const track = await (${JSON.stringify(source)} === "camera" ? createLocalVideoTrack() : createLocalAudioTrack());
    return window.__room.localParticipant.publishTrack(track).then(() => true, () => false);
  })()`) as Promise<boolean>;

const canRun = inject("programs").livekit && inject("programs").chromium;
describe.skipIf(!canRun)("a member's audio and video", () => {
  setUpCustomClients((fixture) => {
    ({ site, clinic, browser } = fixture);
  });

  test("stop within two seconds when muted or revoked, and a revoked track stays refused until granted", async () => {
    const amara = await signedIn("amara");
    const { ref, patientMember: memberId } = await scheduleVisit(clinic);
    await startVisit(amara, ref);
    const { actor } = await byLink(clinic, ref, memberId);
    const watching = await keepInCall(browser, site, amara, ref);
    const sending = await keepInCall(browser, site, actor, ref);
    const bothSent = async () =>
      (await remoteTrack(watching, "microphone")) === "sends" &&
      (await remoteTrack(watching, "camera")) === "sends";
    await until("the patient sends audio and video", bothSent);

    const within = async (what: string, act: () => Promise<unknown>, done: () => Promise<boolean>) => {
      const startedAt = Date.now();
      await act();
      await until(what, done, withinMs - (Date.now() - startedAt));
      console.info(`${what} after ${Date.now() - startedAt} ms`);
    };
    /** Waits until `kind` stops arriving while `other` goes on; packets under way still arrive. */
    const stopsArriving = (kind: "audio" | "video", other: "audio" | "video") =>
      until(
        `no more ${kind} arrives`,
        async () => {
          const before = await packetsReceived(watching);
          await until("more of the other arrives", async () => {
            return (await packetsReceived(watching))[other] > before[other] + 30;
          });
          return (await packetsReceived(watching))[kind] === before[kind];
        },
        2 * withinMs,
      );

    await within(
      "the patient is muted",
      async () =>
        expect(await muteMember(amara, { ...ref, memberId, source: "microphone" })).toEqual({ muted: true }),
      async () => (await remoteTrack(watching, "microphone")) === "muted",
    );
    await stopsArriving("audio", "video");
    const muted = { kind: "member.muted", subject: `call:${ref.type}:${ref.id}` };
    expect(await db().auditEvent.count({ where: muted })).toBe(1);
    // A muted member may unmute themselves.
    await sending.evaluate("window.__room.localParticipant.setMicrophoneEnabled(true)");
    await until(
      "the patient is heard again",
      async () => (await remoteTrack(watching, "microphone")) === "sends",
    );

    const camera = { ...ref, memberId, capability: "publish-video" as const };
    await within(
      "the patient's video is gone",
      () => revoke(amara, camera),
      async () => (await remoteTrack(watching, "camera")) === "nothing",
    );
    await stopsArriving("video", "audio");
    expect(await publishTrack(sending, "camera")).toBe(false);
    expect(await remoteTrack(watching, "camera")).toBe("nothing");

    await within(
      "the patient may send video again",
      () => grant(amara, camera),
      () => publishTrack(sending, "camera"),
    );
    await until("the video is back", bothSent);
  }, 120_000);
});
