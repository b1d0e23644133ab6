import type { Browser, Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import { blockUser, grant, revoke } from "#lib/members/server/moderate-member.ts";
import { updateMembers } from "#lib/members/server.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { mediaOf } from "#tests/support/chromium.ts";
import { byLink, type Clinic, scheduleVisit, signedIn } from "#tests/support/clinic.ts";
import {
  joinWithDevice,
  keepInCall,
  longestGapMs,
  openClientPage,
  type ReplayCount,
  restartGapCount,
  type Site,
  setUpCustomClients,
  tokenReplayClient,
} from "#tests/support/custom-clients.ts";
import { until } from "#tests/support/wait.ts";

// Two people are evicted from a live visit, and try to come back with every token they ever had. For twelve minutes:
// EVICTION_SOAK_SECONDS=720 npm test -- tests/sessions/eviction.test.ts
const soakSeconds = Number(process.env.EVICTION_SOAK_SECONDS ?? 12);
const pauseMs = soakSeconds > 60 ? 1_000 : 50;

let site: Site;
let clinic: Clinic;
let amara: Actor;
let browser: Browser;

const canRun = inject("programs").livekit && inject("programs").chromium;
describe.skipIf(!canRun)("a live visit", () => {
  setUpCustomClients(async (fixture) => {
    ({ site, clinic, browser } = fixture);
    amara = await clinic.actor("amara");
  });

  const joinHonestly = (actor: Actor, ref: CallRef) => keepInCall(browser, site, actor, ref);
  const joinToReplay = async (ref: CallRef, memberId: string) => {
    const { actor } = await byLink(clinic, ref, memberId);
    const { url, token } = await joinWithDevice(actor, ref, "client-of-theirs");
    const page = await openClientPage(browser, site);
    await page.exposeFunction("joinAgain", () =>
      joinWithDevice(actor, ref, "client-of-theirs").catch(() => null),
    );
    await page.evaluate(tokenReplayClient(url, token, pauseMs));
    return { page, actor };
  };
  const expectMedia = async (who: string, page: Page) => {
    let before = await mediaOf(page);
    await until(`${who} receives video and audio`, async () => {
      const now = await mediaOf(page);
      const more = now.framesDecoded > before.framesDecoded && now.audioEnergy > before.audioEnergy;
      before = now;
      return more;
    });
  };
  const replaysOf = (page: Page) => page.evaluate("window.__replays") as Promise<ReplayCount>;

  /** Makes LiveKit send a newer token, valid for ten minutes, by a change of permissions. */
  const refreshToken = async (ref: CallRef, memberId: string, page: Page) => {
    const change = { ...ref, memberId, capability: "share-screen" as const };
    await revoke(amara, change);
    await grant(amara, change);
    await until("there is a newer token", () => page.evaluate("window.__tokens.size > 1"));
  };

  test(
    "evicts removed and blocked members within two seconds and for good, and goes on for the others",
    async () => {
      const { ref, patientMember } = await scheduleVisit(clinic);
      const companionMember = { userId: clinic.idOf.bruno, role: "companion" as const };
      await updateMembers(amara, {
        ...ref,
        update: [{ userId: clinic.idOf.tomasz, role: "assistant" }, companionMember],
      });
      const companion = await db().member.findFirstOrThrow({
        where: { callType: ref.type, callId: ref.id, userId: clinic.idOf.bruno },
      });
      await startVisit(amara, ref);
      const others = [
        await joinHonestly(await signedIn("amara"), ref),
        await joinHonestly(await signedIn("tomasz"), ref),
      ];
      const removed = await joinToReplay(ref, patientMember);
      const blocked = await joinToReplay(ref, companion.id);
      for (const [page, memberId] of [
        [removed.page, patientMember],
        [blocked.page, companion.id],
      ] as const) {
        await expectMedia("the person to be evicted", page);
        await refreshToken(ref, memberId, page);
      }
      for (const page of others) await expectMedia("a person who stays", page);

      const evicts = async (how: string, page: Page, evict: () => Promise<unknown>) => {
        for (const one of others) await one.evaluate(restartGapCount);
        const startedAt = Date.now();
        await evict();
        const outAt = await until(`the ${how} person is out`, async () => (await replaysOf(page)).outAt);
        for (const one of others) await expectMedia(`a person who stays while one is ${how}`, one);
        const gaps = (await Promise.all(others.map((one) => one.evaluate(longestGapMs)))) as number[];
        console.log(
          `${how}: out after ${outAt - startedAt} ms; no video for the others for ${gaps.map(Math.round).join(" and ")} ms`,
        );
        expect(outAt).toBeGreaterThanOrEqual(startedAt);
        expect(outAt - startedAt).toBeLessThan(2_000);
        // Reconnecting depends on the machine, which four browsers share here.
        expect(Math.max(...gaps)).toBeLessThan(15_000);
      };
      await evicts("blocked", blocked.page, () => blockUser(amara, { ...ref, userId: clinic.idOf.bruno }));
      await expectMedia("the person who was moved with the others", removed.page);
      await evicts("removed", removed.page, () => updateMembers(amara, { ...ref, remove: [patientMember] }));

      const startedAt = Date.now();
      await until(
        "they have tried for long enough",
        async () => {
          if (Date.now() - startedAt < soakSeconds * 1_000) return false;
          // A try may take 15 s: livekit-client waits that long if the room goes while it connects.
          const tries = await Promise.all([removed.page, blocked.page].map(replaysOf));
          return tries.every((one) => one.tries > 20);
        },
        soakSeconds * 1_000 + 45_000,
      );
      for (const [how, { page, actor }] of Object.entries({ removed, blocked })) {
        const { tries, opened, received } = await replaysOf(page);
        const tokens = Number(await page.evaluate("window.__tokens.size"));
        console.log(
          `${how}: ${tries} tries in ${soakSeconds} s with ${tokens} tokens; opened ${opened}, received ${received}`,
        );
        expect(tokens).toBeGreaterThan(1);
        expect({ opened, received }).toEqual({ opened: 0, received: 0 });
        await expect(joinWithDevice(actor, ref, "client-of-theirs")).toBeRefused(
          how === "removed" ? "NOT_FOUND" : "BLOCKED",
        );
      }
      for (const page of others) await expectMedia("a person who stays, at the end,", page);
    },
    120_000 + soakSeconds * 1_000,
  );
});
