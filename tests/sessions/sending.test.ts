import type { Browser, Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { db } from "#lib/db.ts";
import { grant, muteMember, revoke } from "#lib/members/server/moderate-member.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, scheduleVisit, signedIn } from "#tests/support/clinic.ts";
import { keepInCall, type Site, setUpCustomClients } from "#tests/support/custom-clients.ts";
import { until } from "#tests/support/wait.ts";

// A patient who sends sound and picture, in a real LiveKit, by a client of their own making that obeys nobody; and a
// clinician who mutes them, takes the right to send from them, and gives it back.
let site: Site;
let clinic: Clinic;
let browser: Browser;

const withinMs = 2_000;

/** What somebody hears and sees of the one other person, as livekit-client knows it: sends, muted, or nothing. */
const otherSends = (page: Page, source: "microphone" | "camera") =>
  page.evaluate(`(() => {
    const [other] = window.__room?.remoteParticipants.values() ?? [];
    const found = other?.getTrackPublication(${JSON.stringify(source)});
    return !found ? "nothing" : found.isMuted ? "muted" : "sends";
  })()`) as Promise<"sends" | "muted" | "nothing">;

/** How many packets of sound and how many pictures came in so far, on all connections. */
const received = (page: Page) =>
  page.evaluate(`(async () => {
    const sum = { audio: 0, video: 0 };
    for (const one of window.__connections)
      for (const report of (await one.getStats()).values())
        if (report.type === "inbound-rtp") sum[report.kind] += report.packetsReceived ?? 0;
    return sum;
  })()`) as Promise<{ audio: number; video: number }>;

/** Sends another track from the patient's camera or microphone, whatever was said; answers whether that was taken. */
const send = (page: Page, source: "microphone" | "camera") =>
  page.evaluate(`(async () => {
    const { createLocalAudioTrack, createLocalVideoTrack } = LivekitClient;
    const track = await (${JSON.stringify(source)} === "camera" ? createLocalVideoTrack() : createLocalAudioTrack());
    return window.__room.localParticipant.publishTrack(track).then(() => true, () => false);
  })()`) as Promise<boolean>;

const there = inject("programs").livekit && inject("programs").chromium;
describe.skipIf(!there)("what a member sends", () => {
  setUpCustomClients((stage) => {
    ({ site, clinic, browser } = stage);
  });

  test("ends within two seconds when they are muted or may send no more, and not before they may again", async () => {
    const amara = await signedIn("amara");
    const { ref, patientMember: memberId } = await scheduleVisit(clinic);
    await startVisit(amara, ref);
    const { actor } = await byLink(clinic, ref, memberId);
    const watching = await keepInCall(browser, site, amara, ref);
    const sending = await keepInCall(browser, site, actor, ref);
    const bothSent = async () =>
      (await otherSends(watching, "microphone")) === "sends" &&
      (await otherSends(watching, "camera")) === "sends";
    await until("the patient sends sound and picture", bothSent);

    const soon = async (what: string, ask: () => Promise<unknown>, done: () => Promise<boolean>) => {
      const askedAt = Date.now();
      await ask();
      await until(what, done, withinMs - (Date.now() - askedAt));
      console.info(`${what} after ${Date.now() - askedAt} ms`);
    };
    /** Nothing more of it comes in while `other` goes on: soon, for what is under way still arrives. */
    const standsStill = (kind: "audio" | "video", other: "audio" | "video") =>
      until(
        `no more ${kind} comes in`,
        async () => {
          const before = await received(watching);
          await until("more of the other comes in", async () => {
            return (await received(watching))[other] > before[other] + 30;
          });
          return (await received(watching))[kind] === before[kind];
        },
        2 * withinMs,
      );

    await soon(
      "the patient is muted",
      async () =>
        expect(await muteMember(amara, { ...ref, memberId, source: "microphone" })).toEqual({ muted: true }),
      async () => (await otherSends(watching, "microphone")) === "muted",
    );
    await standsStill("audio", "video");
    const muted = { kind: "member.muted", subject: `call:${ref.type}:${ref.id}` };
    expect(await db().auditEvent.count({ where: muted })).toBe(1);
    // Muting is no ban: they turn it on again themselves.
    await sending.evaluate("window.__room.localParticipant.setMicrophoneEnabled(true)");
    await until(
      "the patient is heard again",
      async () => (await otherSends(watching, "microphone")) === "sends",
    );

    const camera = { ...ref, memberId, capability: "publish-video" as const };
    await soon(
      "the patient's picture is gone",
      () => revoke(amara, camera),
      async () => (await otherSends(watching, "camera")) === "nothing",
    );
    await standsStill("video", "audio");
    expect(await send(sending, "camera")).toBe(false);
    expect(await otherSends(watching, "camera")).toBe("nothing");

    await soon(
      "the patient may send pictures again",
      () => grant(amara, camera),
      () => send(sending, "camera"),
    );
    await until("the picture is back", bothSent);
  }, 120_000);
});
