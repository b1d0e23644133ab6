import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { endCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { updateMembers } from "#lib/members/server.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { mediaOf } from "#tests/support/chromium.ts";
import { byLink, type Clinic, scheduleVisit } from "#tests/support/clinic.ts";
import { staffCookie, visitCookie } from "#tests/support/http.ts";
import { inspectScreens, press, type Screen } from "#tests/support/screen-inspection.ts";
import { expectLiveMedia, joinVisit, openVisitBrowsers } from "#tests/support/visit-browsers.ts";
import { until } from "#tests/support/wait.ts";

// Screens of calls that ring, are live or took place, on phone and desktop, in light and dark.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp((fixture) => {
  ({ app, browser, clinic } = fixture);
});

const inspect = (cookie: string, screens: readonly Screen[]) =>
  inspectScreens(browser, app.url, cookie, screens);
const region = (page: Page, name: string) => page.getByRole("region", { name });

/** Enters the room of a live visit, whatever this window did before. */
const enter = async (page: Page) => {
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await press(page, "Check camera and sound");
  await press(page, "Join visit");
};

test("the screens of ringing, on both sides", { timeout: 300_000 }, async () => {
  const amara = await clinic.actor("amara");
  const tomasz = await clinic.actor("tomasz");
  const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 500 });
  const path = `/visit/${ref.type}/${ref.id}`;
  const patient = await byLink(clinic, ref, patientMember);
  const others = [
    { userId: clinic.idOf.tomasz, role: "assistant" as const },
    { userId: clinic.idOf.bruno, role: "companion" as const },
  ];
  await updateMembers(amara, { ...ref, update: others });
  const ringingAs = (name: string) => async (page: Page) => {
    await ringCall(amara, ref);
    await region(page, name).waitFor();
  };
  const ringing = ringingAs("You’re needed in a visit");
  await inspect(await staffCookie(app.url, "tomasz"), [
    { name: "rung-staff", path: "/today", steps: ringing },
    {
      name: "rung-staff-declining",
      path: "/today",
      steps: async (page) => {
        await ringing(page);
        await press(page, "Decline");
        await page.getByRole("menuitem", { name: "Call me later" }).waitFor();
      },
    },
    {
      name: "rung-cancelled",
      path: "/today",
      steps: async (page) => {
        await ringing(page);
        await cancelRing(amara, ref);
        await region(page, "They stopped calling").waitFor();
      },
    },
    {
      name: "rung-missed",
      path: "/today",
      steps: async (page) => {
        await ringing(page);
        const inVain = { state: "ringing" as const, session: { callId: ref.id } };
        await db().ring.updateMany({ where: inVain, data: { expiresAt: new Date() } });
        await page.reload();
        await region(page, "Missed calls").waitFor();
      },
    },
  ]);
  await inspect(visitCookie(patient.secret), [
    { name: "rung-patient", path, steps: ringingAs("Your clinician is ready") },
  ]);
  await inspect(await staffCookie(app.url, "amara"), [
    {
      name: "ring-caller",
      path,
      steps: async (page) => {
        await enter(page);
        await page.getByText("They can join at any moment.").first().waitFor();
        await ringCall(amara, ref);
        await declineRing(tomasz, { ...ref, reason: "call-later" });
        await acceptRing(await clinic.actor("bruno"), ref);
        for (const words of ["declined: call later", "Ringing Ada Bell", "answered"])
          await region(page, "People you rang").getByText(words).waitFor();
      },
    },
  ]);
  await endCall(amara, ref);
});

test("the screens of the time left and of the visit record", { timeout: 300_000 }, async () => {
  const amara = await clinic.actor("amara");
  const visit = await openVisitBrowsers(browser, app, clinic, 700);
  const { ref, clinician, patient, cookies } = visit;
  await db().call.update({
    where: { type_id: ref },
    data: { settingsOverride: { maxDurationSeconds: 280 } },
  });
  const { sessionId } = await startVisit(amara, ref);
  await Promise.all([clinician, patient].map(({ page }) => joinVisit(page, app, ref)));
  await Promise.all([clinician, patient].map(({ page }) => expectLiveMedia("each", () => mediaOf(page))));
  await Promise.all([clinician, patient].map(({ context }) => context.close()));
  await until(
    "both are noted as gone",
    async () => (await db().attendance.count({ where: { sessionId, leftAt: null } })) === 0,
  );

  const path = `/visit/${ref.type}/${ref.id}`;
  const ending = async (page: Page) => {
    await enter(page);
    await page.getByText(/^This visit ends in [1-5] minutes?$/).waitFor();
  };
  await inspect(cookies.clinician, [{ name: "visit-time-left-clinician", path, steps: ending }]);
  await db().session.update({
    where: { id: sessionId },
    data: { endsAt: new Date(Date.now() + 240_000) },
  });
  await inspect(cookies.patient, [{ name: "visit-time-left-patient", path, steps: ending }]);

  await endCall(amara, ref);
  expect(await db().session.count({ where: { callId: ref.id, closedAt: null } })).toBe(0);
  await inspect(cookies.clinician, [{ name: "appointment-took-place", path: `/appointments/${ref.id}` }]);
  const base = `/admin/calls/${ref.type}/${ref.id}`;
  await inspect(await staffCookie(app.url, "admin"), [
    { name: "admin-call-sessions", path: base },
    { name: "admin-sessions", path: `${base}/sessions` },
    { name: "admin-session", path: `${base}/sessions/${sessionId}` },
  ]);
});
