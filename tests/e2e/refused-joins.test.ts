import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { cancelAppointment } from "#lib/appointments/server/cancel-appointment.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { revokeInviteLink } from "#lib/invites/server.ts";
import { startApp, type TestApp } from "#tests/support/app.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { staffCookie, visitCookie } from "#tests/support/http.ts";
import { pathOf, requestToken, startVisitByLink, tokenPattern } from "#tests/support/token-requests.ts";

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

const page = async (ref: Ref, cookie: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(app.url + pathOf(ref), { headers: { cookie, ...headers }, redirect: "manual" });
  const text = await answer.text();
  return { status: answer.status, location: answer.headers.get("location"), text };
};

/** Asks the page, its data and the action, also from another page. None of the responses may hold a token. */
const everyDoor = async (ref: Ref, cookie: string) => {
  const document = await page(ref, cookie);
  const action = await requestToken(app.url, ref, cookie);
  const fromElsewhere = await requestToken(app.url, ref, cookie, "/sign-in");
  const flight = await page(ref, cookie, { rsc: "1" });
  for (const { text } of [document, action, fromElsewhere, flight]) expect(text).not.toMatch(tokenPattern);
  const codes = [action, fromElsewhere].map(({ text }) => /"code":"([A-Z_]+)"/.exec(text)?.[1]);
  expect(new Set(codes).size).toBe(1);
  return { status: document.status, location: document.location, code: codes[0], text: document.text };
};

describe("only members get a token", () => {
  test("a member gets one, which shows that the requests are right", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 10);
    expect((await requestToken(app.url, ref, visitCookie(patient.secret))).text).toMatch(tokenPattern);
  });

  test("a stranger must sign in, whether the call exists or not", async () => {
    const { ref } = await startVisitByLink(clinic, 40);
    const missing = { type: "default", id: randomUUID() };
    const [real, unreal] = [await everyDoor(ref, ""), await everyDoor(missing, "")];
    expect(real.code).toBe("SIGN_IN_REQUIRED");
    expect(unreal.code).toBe("SIGN_IN_REQUIRED");
    expect(real.status).toBe(unreal.status);
  });

  for (const who of ["another patient", "another clinician", "another clinician of the team"] as const) {
    test(`${who} gets the same bytes as for a call that doesn't exist`, async () => {
      const { ref } = await startVisitByLink(
        clinic,
        who === "another patient" ? 70 : who === "another clinician" ? 100 : 130,
      );
      const cookie = await cookieOf(who);
      const missing = { type: "default", id: randomUUID() };
      const [real, unreal] = [await everyDoor(ref, cookie), await everyDoor(missing, cookie)];
      expect(real.code).toBe("NOT_FOUND");
      expect(real.status).toBe(404);
      expect(unreal.status).toBe(404);
      expect(plain(real.text, ref.id)).toBe(plain(unreal.text, missing.id));
      const [told, toldOfNothing] = [
        await requestToken(app.url, ref, cookie),
        await requestToken(app.url, missing, cookie),
      ];
      expect(told.status).toBe(toldOfNothing.status);
      expect(plain(told.text, ref.id)).toBe(plain(toldOfNothing.text, missing.id));
    });
  }

  test("no one can join a cancelled visit", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 160);
    await cancelAppointment(await clinic.actor("amara"), { ...ref, reason: "" });
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("CANCELLED");
    expect((await everyDoor(ref, await staffCookie(app.url, "amara"))).code).toBe("CANCELLED");
  });

  test("no one can join an ended visit", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 160);
    await endCall(await clinic.actor("amara"), ref);
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("ENDED");
    expect((await everyDoor(ref, await staffCookie(app.url, "amara"))).code).toBe("ENDED");
  });

  test("a patient who is too early is told when the waiting room opens", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 600 });
    const patient = await byLink(clinic, ref, patientMember);
    const cookie = visitCookie(patient.secret);
    expect((await everyDoor(ref, cookie)).code).toBe("TOO_EARLY");
    expect((await requestToken(app.url, ref, cookie)).text).toMatch(/"opensAt":"\d{4}-/);
  });

  test("a patient who is on time waits for the start", async () => {
    const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 5, patient: "bruno" }).catch(
      () => scheduleVisit(clinic, { minutesAhead: 240, patient: "bruno" }),
    );
    await db().call.update({ where: { type_id: ref }, data: { startsAt: new Date(Date.now() + 60_000) } });
    const patient = await byLink(clinic, ref, patientMember);
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("WAITING");
  });

  test("a revoked link and its sign-ins are refused", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 270);
    await revokeInviteLink(await clinic.actor("amara"), { ...ref, linkId: patient.linkId });
    const told = await everyDoor(ref, visitCookie(patient.secret));
    expect(told.code).toBe("LINK_EXPIRED");
    expect((await fetch(`${app.url}/invite/${patient.token}`)).status).toBe(404);
  });

  test("an expired link and its sign-ins are refused", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 300);
    await db().inviteLink.update({
      where: { id: patient.linkId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await everyDoor(ref, visitCookie(patient.secret))).code).toBe("LINK_EXPIRED");
    expect((await fetch(`${app.url}/invite/${patient.token}`)).status).toBe(404);
  });

  test("a disabled person is refused from the next request on", async () => {
    const { ref, patient } = await startVisitByLink(clinic, 330);
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

/** Removes what differs by chance or by the id: nonces, and which part of a page was rendered before which. */
const plain = (text: string, id: string) =>
  text
    .replaceAll(id, "ID")
    .replace(/nonce="[^"]*"/g, "")
    .replace(/"nonce":"[^"]*"/g, "")
    .replace(/\b[0-9a-f]{32}\b/g, "HEX")
    .replaceAll('"])</script><script >self.__next_f.push([1,"', "")
    .split(/\\n|\n/)
    .sort()
    .join("\n");

const cookieOf = async (who: string) => {
  if (who === "another clinician") return staffCookie(app.url, "lena");
  if (who === "another clinician of the team") return staffCookie(app.url, "tomasz");
  const visit = await scheduleVisit(clinic, { minutesAhead: 700, patient: "bruno" });
  return visitCookie((await byLink(clinic, visit.ref, visit.patientMember)).secret);
};
