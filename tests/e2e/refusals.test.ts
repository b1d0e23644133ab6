import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { revokeInviteLink } from "#lib/invites/server.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { byLink, type Clinic, linkFor, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { callAction, staffCookie, testCookie, visitCookie } from "#tests/support/http.ts";

// Needs a livekit server, as every app does.
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

type Ref = { type: string; id: string };
const pathOf = (ref: Ref) => `/visit/${ref.type}/${ref.id}`;
const device = "window-of-the-test";
/** The shape of every token there is. */
const token = /eyJ[\w-]+\.[\w-]+/;

const page = async (ref: Ref, cookie: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(app.url + pathOf(ref), { headers: { cookie, ...headers }, redirect: "manual" });
  const text = await answer.text();
  return { status: answer.status, location: answer.headers.get("location"), text };
};

const join = (ref: Ref, cookie: string, path = pathOf(ref)) =>
  callAction(app.url, path, "joinCallAction", cookie, { ...ref, device, takeOver: true });

/** What the page, the action, and plain HTTP without any page say; none of them may hold a token. */
const everyDoor = async (ref: Ref, cookie: string) => {
  const document = await page(ref, cookie);
  const action = await join(ref, cookie);
  const fromElsewhere = await join(ref, cookie, "/sign-in");
  const flight = await page(ref, cookie, { rsc: "1" });
  for (const { text } of [document, action, fromElsewhere, flight]) expect(text).not.toMatch(token);
  const codes = [action, fromElsewhere].map(({ text }) => /"code":"([A-Z_]+)"/.exec(text)?.[1]);
  expect(new Set(codes).size).toBe(1);
  return { status: document.status, location: document.location, code: codes[0], text: document.text };
};

/** A visit of Ada's that is on, with the patient in by link. */
const runningVisit = async (minutesAhead: number) => {
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const patient = await byLink(clinic, visit.ref, visit.patientMember);
  await startVisit(await clinic.actor("amara"), visit.ref);
  return { ...visit, patient };
};

describe("nobody gets a token who does not belong", () => {
  test("the one who belongs gets one, so that the doors are known to work", async () => {
    const { ref, patient } = await runningVisit(10);
    expect((await join(ref, visitCookie(patient.secret))).text).toMatch(token);
  });

  test("a stranger is asked to sign in, whether the call exists or not", async () => {
    const { ref } = await runningVisit(40);
    const nobodys = { type: "default", id: randomUUID() };
    const [real, unreal] = [await everyDoor(ref, ""), await everyDoor(nobodys, "")];
    expect(real.code).toBe("SIGN_IN_REQUIRED");
    expect(unreal.code).toBe("SIGN_IN_REQUIRED");
    expect(real.status).toBe(unreal.status);
  });

  for (const who of ["another patient", "another clinician", "another clinician of the team"] as const) {
    test(`${who} is told what everybody is told of a call that does not exist, byte for byte`, async () => {
      const { ref } = await runningVisit(
        who === "another patient" ? 70 : who === "another clinician" ? 100 : 130,
      );
      const cookie = await cookieOf(who);
      const nobodys = { type: "default", id: randomUUID() };
      const [real, unreal] = [await everyDoor(ref, cookie), await everyDoor(nobodys, cookie)];
      expect(real.code).toBe("NOT_FOUND");
      expect(real.status).toBe(404);
      expect(unreal.status).toBe(404);
      expect(plain(real.text, ref.id)).toBe(plain(unreal.text, nobodys.id));
      const [told, toldOfNothing] = [await join(ref, cookie), await join(nobodys, cookie)];
      expect(told.status).toBe(toldOfNothing.status);
      expect(plain(told.text, ref.id)).toBe(plain(toldOfNothing.text, nobodys.id));
    });
  }

  test("a cancelled visit lets nobody in", async () => {
    const { ref, patient } = await runningVisit(160);
    await cancelAppointment(await clinic.actor("amara"), { ...ref, reason: "" });
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("CANCELLED");
    expect((await everyDoor(ref, await staffCookie(app.url, "amara"))).code).toBe("CANCELLED");
  });

  test("an ended visit lets nobody in", async () => {
    const { ref, patient } = await runningVisit(160);
    await endCall(await clinic.actor("amara"), ref);
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("ENDED");
    expect((await everyDoor(ref, await staffCookie(app.url, "amara"))).code).toBe("ENDED");
  });

  test("too early, the patient is told from when on", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 600 });
    const patient = await byLink(clinic, ref, patientMember);
    const cookie = visitCookie(patient.secret);
    expect((await everyDoor(ref, cookie)).code).toBe("TOO_EARLY");
    expect((await join(ref, cookie)).text).toMatch(/"opensAt":"\d{4}-/);
  });

  test("in time, but before the start, the patient waits", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 5, patient: "bruno" }).catch(
      () => scheduleVisit(clinic, { minutesAhead: 240, patient: "bruno" }),
    );
    await db().call.update({ where: { type_id: ref }, data: { startsAt: new Date(Date.now() + 60_000) } });
    const patient = await byLink(clinic, ref, patientMember);
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("WAITING");
  });

  test("a revoked link is out, from the sign-in that it gave, too", async () => {
    const { ref, patient } = await runningVisit(270);
    await revokeInviteLink(await clinic.actor("amara"), { ...ref, linkId: patient.linkId });
    const told = await everyDoor(ref, visitCookie(patient.secret));
    expect(told.code).toBe("LINK_EXPIRED");
    expect((await fetch(`${app.url}/invite/${patient.token}`)).status).toBe(404);
  });

  test("a link past its time is out, from the sign-in that it gave, too", async () => {
    const { ref, patient } = await runningVisit(300);
    await db().inviteLink.update({
      where: { id: patient.linkId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("LINK_EXPIRED");
    expect((await fetch(`${app.url}/invite/${patient.token}`)).status).toBe(404);
  });

  test("somebody disabled is out with their very next request", async () => {
    const { ref, patient } = await runningVisit(330);
    const cookie = await staffCookie(app.url, "tomasz");
    expect((await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" })).status).toBe(200);
    const admin = await clinic.actor("admin");
    await setAccountDisabled(admin, { userId: clinic.idOf.tomasz, disabled: true });
    await setAccountDisabled(admin, { userId: clinic.idOf.ada, disabled: true });
    expect((await fetch(`${app.url}/today`, { headers: { cookie }, redirect: "manual" })).status).toBe(307);
    expect((await everyDoor(ref, cookie)).code).toBe("SIGN_IN_REQUIRED");
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("LINK_EXPIRED");
    await setAccountDisabled(admin, { userId: clinic.idOf.tomasz, disabled: false });
    await setAccountDisabled(admin, { userId: clinic.idOf.ada, disabled: false });
  });
});

describe("other doors", () => {
  test("LiveKit itself lets nobody in without a token of ours", async () => {
    const validate = app.livekit.url.replace(/^ws/, "http");
    expect((await fetch(`${validate}/rtc/validate`)).status).toBe(401);
    expect((await fetch(`${validate}/rtc/validate?access_token=eyJhbGciOiJIUzI1NiJ9.e30.x`)).status).toBe(
      401,
    );
  });

  test("a webhook that LiveKit did not sign changes nothing", async () => {
    const answer = await fetch(`${app.url}/api/livekit/webhook`, {
      method: "POST",
      headers: { "content-type": "application/webhook+json", authorization: "forged" },
      body: JSON.stringify({ event: "participant_left", id: "EV_x" }),
    });
    expect(answer.status).toBe(403);
    expect(await db().webhookEvent.count({ where: { id: "EV_x" } })).toBe(0);
  });

  test("actions asked from a foreign origin are refused, whatever a proxy lets through", async () => {
    const { ref, patient } = await runningVisit(360);
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
    expect(answer.text).not.toMatch(token);
  });

  test("signing in reads no more than a form is long", async () => {
    const headers = { origin: app.url, "content-type": "application/x-www-form-urlencoded" };
    // On a connection of its own, which the app closes: it reads the rest from nobody.
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

  test("another site can neither change where pushes go nor make anybody take a file", async () => {
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

  test("looking at a link uses nothing up and needs no script", async () => {
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

  test("a refused join is written down", async () => {
    const { ref } = await runningVisit(420);
    await join(ref, await staffCookie(app.url, "lena"));
    const rows = await db().auditEvent.findMany({
      where: { kind: "join.refused", actorId: clinic.idOf.lena },
    });
    expect(rows.length).toBeGreaterThan(0);
  });

  test("guessing stops after eight tries, while the owner's own browser stays open", async () => {
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

/** What differs by chance or by the address itself, taken out. */
const plain = (text: string, id: string) =>
  text
    .replaceAll(id, "ID")
    .replace(/nonce="[^"]*"/g, "")
    .replace(/"nonce":"[^"]*"/g, "")
    .replace(/\b[0-9a-f]{32}\b/g, "HEX");

const cookieOf = async (who: string) => {
  if (who === "another clinician") return staffCookie(app.url, "lena");
  if (who === "another clinician of the team") return staffCookie(app.url, "tomasz");
  const visit = await scheduleVisit(clinic, { minutesAhead: 700, patient: "bruno" });
  return visitCookie((await byLink(clinic, visit.ref, visit.patientMember)).secret);
};
