import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDb, db } from "#lib/db.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { byLink, type Clinic, linkFor, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { callAction, staffCookie, testCookie, visitCookie } from "#tests/support/http.ts";
import {
  device,
  pathOf,
  requestToken,
  startVisitByLink,
  tokenPattern,
} from "#tests/support/token-requests.ts";

let app: TestApp;
let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
  app = await startApp();
});
afterAll(async () => {
  await app?.stop();
  await closeDb();
});

test("an answer from a notification needs our own origin and a sign-in", async () => {
  const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 60, patient: "bruno" });
  const cookie = visitCookie((await byLink(clinic, ref, patientMember)).secret);
  await startVisit(await clinic.actor("amara"), ref);
  const send = (headers: Record<string, string>, body: object) =>
    fetch(`${app.url}/api/rings/answer`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: app.url, ...headers },
      body: JSON.stringify(body),
    });
  const stateOf = async () =>
    (await db().ring.findFirstOrThrow({ where: { userId: clinic.idOf.bruno }, select: { state: true } }))
      .state;
  const decline = { ...ref, answer: "decline" };
  expect((await send({ cookie, origin: "https://evil.example" }, decline)).status).toBe(403);
  expect((await send({}, decline)).status).toBe(401);
  expect((await send({ cookie: await staffCookie(app.url, "lena") }, decline)).status).toBe(404);
  expect((await send({ cookie }, { ...ref, answer: "perhaps" })).status).toBe(422);
  expect(await stateOf()).toBe("ringing");
  expect((await send({ cookie }, decline)).status).toBe(200);
  expect(await stateOf()).toBe("declined");
  expect((await send({ cookie }, decline)).status).toBe(200);
  expect((await send({ cookie }, { ...ref, answer: "accept" })).status).toBe(409);
  expect(await stateOf()).toBe("declined");
});

describe("other requests", () => {
  test("LiveKit accepts only our tokens", async () => {
    const validate = app.livekit.url.replace(/^ws/, "http");
    expect((await fetch(`${validate}/rtc/validate`)).status).toBe(401);
    expect((await fetch(`${validate}/rtc/validate?access_token=eyJhbGciOiJIUzI1NiJ9.e30.x`)).status).toBe(
      401,
    );
  });

  test("a webhook without LiveKit's signature changes nothing", async () => {
    const answer = await fetch(`${app.url}/api/livekit/webhook`, {
      method: "POST",
      headers: { "content-type": "application/webhook+json", authorization: "forged" },
      body: JSON.stringify({ event: "participant_left", id: "EV_x" }),
    });
    expect(answer.status).toBe(403);
    expect(await db().webhookEvent.count({ where: { id: "EV_x" } })).toBe(0);
  });

  test("actions from a foreign origin are refused, even if a proxy forwards a forged host", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 360);
    const foreign = { origin: "https://evil.example", "x-forwarded-host": "evil.example" };
    const input = { ...ref, device, takeOver: true };
    const answer = await callAction(
      app.url,
      pathOf(ref),
      "joinCallAction",
      visitCookie(patient.secret),
      input,
      foreign,
    );
    expect(answer.text).not.toMatch(tokenPattern);
  });

  test("signing in refuses an oversized form", async () => {
    const headers = { origin: app.url, "content-type": "application/x-www-form-urlencoded" };
    // On a connection of its own, which the app closes without reading the rest.
    const status = await new Promise((resolve, reject) => {
      const options = { method: "POST", headers, agent: false };
      const asked = request(`${app.url}/api/auth/callback/credentials`, options, (answer) => {
        answer.resume().on("error", () => undefined);
        resolve(answer.statusCode);
      });
      asked.on("error", reject).end(`email=${"x".repeat(200_000)}`);
    });
    expect(status).toBe(422);
  });

  test("another site can neither change push subscriptions nor trigger downloads", async () => {
    const cookie = await staffCookie(app.url, "admin");
    const changed = await fetch(`${app.url}/api/notifications/subscription`, {
      method: "POST",
      headers: { cookie, origin: "https://evil.example", "content-type": "application/json" },
      body: "{}",
    });
    expect(changed.status).toBe(403);
    const { ref } = await scheduleVisit(clinic, { minutesAhead: 450 });
    for (const [kind, path] of [
      ["members.exported", `/api/export/members/${ref.type}/${ref.id}`],
      ["audit.exported", "/api/export/audit"],
    ] as const) {
      const ask = (site: string) =>
        fetch(app.url + path, { headers: { cookie, "sec-fetch-site": site } }).then(({ status }) => status);
      expect(await ask("cross-site")).toBe(403);
      expect(await db().auditEvent.count({ where: { kind } })).toBe(0);
      expect(await ask("same-origin")).toBe(200);
      expect(await db().auditEvent.count({ where: { kind } })).toBe(1);
    }
  });

  test("viewing a link doesn't use it up and needs no script", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 390 });
    const link = await linkFor(clinic, ref, patientMember);
    for (let look = 0; look < 3; look += 1) {
      const answer = await fetch(`${app.url}/invite/${link.token}`);
      const text = await answer.text();
      expect(answer.status).toBe(200);
      expect(text).not.toMatch(/<script/i);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const row = await db().inviteLink.findUniqueOrThrow({ where: { id: link.linkId } });
    expect(row.lastUsedAt).toBeNull();
    const used = await fetch(`${app.url}/invite/${link.token}`, {
      method: "POST",
      headers: { origin: app.url, cookie: testCookie() },
      redirect: "manual",
    });
    expect(used.status).toBe(303);
    expect(used.headers.get("location")).not.toContain(link.token);
    expect(used.headers.getSetCookie().join()).toMatch(/(^|,)bedside-visit=.*HttpOnly/i);
  });

  test("a refused join is audited", async () => {
    const { ref } = await startVisitByLink(clinic, 420);
    await requestToken(app.url, ref, await staffCookie(app.url, "lena"));
    const rows = await db().auditEvent.findMany({
      where: { kind: "join.refused", actorId: clinic.idOf.lena },
    });
    expect(rows.length).toBeGreaterThan(0);
  });

  test("guessing stops after eight tries, and the owner's known browser can still sign in", async () => {
    const first = await staffCookie(app.url, "lena");
    expect(first).toContain("bedside-device=");
    const device = first.split("; ").filter((cookie) => cookie.startsWith("bedside-device="));
    for (let guess = 0; guess < 9; guess += 1) await staffCookie(app.url, "lena", `guess number ${guess}`);
    expect(await staffCookie(app.url, "lena")).not.toContain("bedside-staff=");
    const csrf = await fetch(`${app.url}/api/auth/csrf`);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const jar = [...device, ...csrf.headers.getSetCookie().map((cookie) => cookie.split(";")[0])].join("; ");
    const answer = await fetch(`${app.url}/api/auth/callback/credentials`, {
      method: "POST",
      headers: { cookie: jar, origin: app.url },
      body: new URLSearchParams({
        csrfToken,
        email: "lena@bedside.example",
        password: "correct horse battery staple",
        json: "true",
      }),
      redirect: "manual",
    });
    expect(answer.headers.getSetCookie().join()).toContain("bedside-staff=");
  });
});
