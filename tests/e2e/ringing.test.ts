import type { Browser, Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { createCall } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import type { TestApp } from "#tests/support/app.ts";
import { setUpApp } from "#tests/support/app-fixture.ts";
import { mediaOf, openFor } from "#tests/support/chromium.ts";
import { byLink, type Clinic, emailOf, password, scheduleVisit } from "#tests/support/clinic.ts";
import { cookiesOf, visitCookie } from "#tests/support/http.ts";
import { until } from "#tests/support/wait.ts";

// A caller in the room rings a person with two devices.
let app: TestApp;
let browser: Browser;
let clinic: Clinic;
setUpApp((fixture) => {
  ({ app, browser, clinic } = fixture);
});

type Ref = { type: string; id: string };

const ready = "Check how you look and sound";
const pathOf = ({ type, id }: Ref) => `${app.url}/visit/${type}/${id}`;

/** Signs a member of staff in on a device, on Today with its event stream. */
const openDevice = async (key: string) => {
  const device = await openFor(browser);
  await device.page.goto(`${app.url}/sign-in`);
  await device.page.getByLabel("E-mail").fill(emailOf(key));
  await device.page.getByLabel("Password", { exact: true }).fill(password);
  const opened = device.page.waitForResponse(/\/api\/events/);
  await device.page.getByRole("button", { name: "Sign in" }).click();
  await device.page.waitForURL("**/today");
  await opened;
  return device;
};

const heading = (page: Page, name: string) => page.getByRole("heading", { name }).first().waitFor();
const pressTo = async (page: Page, name: string, next: string) => {
  await page.getByRole("button", { name }).click();
  await heading(page, next);
};

const startAndJoin = async (page: Page, ref: Ref) => {
  await page.goto(pathOf(ref));
  await pressTo(page, "Start visit", ready);
  await page.getByRole("button", { name: "Join visit" }).click();
  await page.getByText("They can join at any moment.").waitFor();
};

const overrideRing = (ref: Ref, missedAfterSeconds: number) =>
  db().call.update({
    where: { type_id: ref },
    data: { settingsOverride: { ring: { missedAfterSeconds } } },
  });

const press = (within: Page | Locator, name: string) => within.getByRole("button", { name }).click();
const card = (page: Page, name = "You’re needed in a visit") => page.getByRole("region", { name });
const areShown = (...all: Locator[]) => Promise.all(all.map((one) => one.waitFor()));
const areGone = (...all: Locator[]) => Promise.all(all.map((one) => one.waitFor({ state: "detached" })));
const panel = (page: Page) => page.getByRole("region", { name: "People you rang" });
const callerSees = (page: Page, words: string) => panel(page).getByText(words).waitFor();

test("on two devices a call is declined, cancelled, missed, busy, accepted, and rings again later", async () => {
  const amara = await clinic.actor("amara");
  const ref: Ref = { type: "default", id: "ward-round" };
  const other: Ref = { type: "default", id: "second-opinion" };
  const member = (key: "amara" | "tomasz", role: "clinician" | "assistant") => ({
    userId: clinic.idOf[key],
    role,
  });
  await createCall(amara, { ...ref, members: [member("amara", "clinician"), member("tomasz", "assistant")] });
  await createCall(amara, { ...other, members: [member("tomasz", "clinician")] });

  const caller = await openDevice("amara");
  const [desk, phone] = [await openDevice("tomasz"), await openDevice("tomasz")];
  const onBoth = <T>(look: (page: Page) => T) => [look(desk.page), look(phone.page)] as const;
  await startAndJoin(caller.page, ref);

  // Both ring; a decline on one reaches the other, and with its reason the caller.
  await areShown(...onBoth((page) => card(page)));
  expect(await card(phone.page).innerText()).toContain("Dr Amara Osei");
  await until("the tab says it too", async () => (await desk.page.title()).startsWith("(1)"));
  await callerSees(caller.page, "Ringing Dr Tomasz Wren…");
  await press(card(desk.page), "Decline");
  await desk.page.getByRole("menuitem", { name: "Call me later" }).click();
  await areGone(...onBoth((page) => card(page)));
  await card(phone.page, "Declined on another device").waitFor();
  expect(await card(desk.page, "Declined on another device").count()).toBe(0);
  await callerSees(caller.page, "Dr Tomasz Wren declined: call later");

  // Rings again, also in a window opened later; then the caller gives up.
  await press(panel(caller.page), "Ring Dr Tomasz Wren again");
  await areShown(...onBoth((page) => card(page)));
  const late = await phone.context.newPage();
  await late.goto(`${app.url}/account`);
  await card(late).waitFor();
  await press(panel(caller.page), "Stop ringing Dr Tomasz Wren");
  await areGone(card(late), ...onBoth((page) => card(page)));
  await areShown(...onBoth((page) => card(page, "They stopped calling")));
  await callerSees(caller.page, "You stopped ringing Dr Tomasz Wren");
  await late.close();

  // Without an answer it becomes a missed call, on both devices and on Today.
  await overrideRing(ref, 5);
  await press(panel(caller.page), "Ring Dr Tomasz Wren again");
  await areShown(...onBoth((page) => card(page)));
  await areShown(...onBoth((page) => card(page, "You missed a call")));
  await areGone(...onBoth((page) => card(page)));
  await callerSees(caller.page, "No answer from Dr Tomasz Wren");
  await desk.page.getByRole("region", { name: "Missed calls" }).getByText("Dr Amara Osei").waitFor();
  await overrideRing(ref, 45);

  // He is in another visit: the caller sees that, and the other device shows it without ringing.
  await startAndJoin(phone.page, other);
  const tomaszIn = { userId: clinic.idOf.tomasz, leftAt: null, session: { callId: other.id } };
  await until("the app knows where he is", () => db().attendance.count({ where: tomaszIn }));
  await press(panel(caller.page), "Ring Dr Tomasz Wren again");
  await callerSees(caller.page, "Dr Tomasz Wren is in another visit");
  await card(desk.page, "You’re needed in another visit").waitFor();
  expect(await card(desk.page).count()).toBe(0);
  expect(await desk.page.title()).not.toContain("(1)");
  await press(phone.page, "Leave");
  await phone.page.getByRole("dialog").getByRole("button", { name: "Leave", exact: true }).click();
  await until(
    "the app knows that he left",
    async () => (await db().attendance.count({ where: tomaszIn })) === 0,
  );
  await phone.page.goto(`${app.url}/today`);

  // Accepted on one device: the other stops and says so, and the two meet.
  await press(panel(caller.page), "Ring Dr Tomasz Wren again");
  await areShown(...onBoth((page) => card(page)));
  await press(card(desk.page), "Join now");
  await card(phone.page, "Answered on another device").waitFor();
  await areGone(...onBoth((page) => card(page)));
  await callerSees(caller.page, "Dr Tomasz Wren answered");
  await desk.page.waitForURL(`**/visit/${ref.type}/${ref.id}`);
  await pressTo(desk.page, "Check camera and sound", ready);
  await press(desk.page, "Join visit");
  await until("they see each other", async () => (await mediaOf(caller.page)).framesDecoded > 15, 45_000);
  await areGone(panel(caller.page));

  // The same call on another day.
  const states = { session: { callId: ref.id } };
  const rung = await db().ring.findMany({
    where: states,
    orderBy: { rungAt: "asc" },
    select: { state: true },
  });
  expect(rung.map(({ state }) => state)).toEqual(["declined", "cancelled", "missed", "busy", "accepted"]);
  await db().call.update({
    where: { type_id: ref },
    data: { settingsOverride: { inactivityTimeoutSeconds: 10 } },
  });
  await Promise.all([caller.page.goto("about:blank"), desk.page.goto(`${app.url}/today`)]);
  await phone.page.goto(`${app.url}/today`);
  await until(
    "the session is closed",
    async () => (await db().session.count({ where: { callId: ref.id, closedAt: null } })) === 0,
    90_000,
  );
  await startAndJoin(caller.page, ref);
  await areShown(...onBoth((page) => card(page)));
  await callerSees(caller.page, "Ringing Dr Tomasz Wren…");

  // Ending the visit stops the ringing as well.
  await press(caller.page, "Leave");
  await press(caller.page, "End for everyone");
  await areGone(...onBoth((page) => card(page)));
  await areShown(...onBoth((page) => card(page, "They stopped calling")));
  for (const one of [caller, desk, phone]) await one.context.close();
}, 300_000);

test("a patient with two devices on the visit's page joins from one, and the other stops ringing", async () => {
  const { ref, patientMember } = await scheduleVisit(clinic, { minutesAhead: 10 });
  const deviceByLink = async () => {
    const device = await openFor(browser);
    const { secret } = await byLink(clinic, ref, patientMember);
    await device.context.addCookies(cookiesOf(app.url, visitCookie(secret)));
    const opened = device.page.waitForResponse(/\/api\/events/);
    await device.page.goto(pathOf(ref));
    await opened;
    return device;
  };
  const [phone, tablet] = [await deviceByLink(), await deviceByLink()];
  const rung = (page: Page) => card(page, "Your clinician is ready");
  const caller = await openDevice("amara");
  await startAndJoin(caller.page, ref);
  await areShown(rung(phone.page), rung(tablet.page));
  await callerSees(caller.page, "Ringing Ada Bell…");
  await press(rung(phone.page), "Join now");
  await phone.page.getByRole("heading", { name: ready }).waitFor();
  await card(tablet.page, "Answered on another device").waitFor();
  await callerSees(caller.page, "Ada Bell answered");
  await press(phone.page, "Join visit");
  await until("they see each other", async () => (await mediaOf(caller.page)).framesDecoded > 15, 45_000);
  expect(await card(phone.page, "Answered on another device").count()).toBe(0);

  // A patient who left can be rung again; one in the device check answers a ring without pressing anything.
  await press(phone.page, "Leave");
  await heading(phone.page, "You left the visit");
  await until(
    "the app knows that she left",
    async () => (await db().attendance.count({ where: { userId: clinic.idOf.ada, leftAt: null } })) === 0,
  );
  // After leaving she is elsewhere, so it rings until it is answered.
  await press(panel(caller.page), "Ring Ada Bell again");
  await areShown(rung(phone.page), rung(tablet.page));
  await callerSees(caller.page, "Ringing Ada Bell…");
  await press(panel(caller.page), "Stop ringing Ada Bell");
  await areGone(rung(phone.page), rung(tablet.page));
  await press(panel(caller.page), "Hide");
  await caller.page.getByRole("button", { name: "Ring the others" }).waitFor();

  await pressTo(tablet.page, "Check camera and sound", ready);
  await press(caller.page, "Ring the others");
  const rings = {
    where: { userId: clinic.idOf.ada },
    orderBy: { rungAt: "asc" },
    select: { state: true },
  } as const;
  await until("she has answered twice", async () => {
    const states = (await db().ring.findMany(rings)).map(({ state }) => state);
    return states.join() === "accepted,cancelled,accepted";
  });
  expect(await rung(tablet.page).count()).toBe(0);
  for (const one of [caller, phone, tablet]) await one.context.close();
}, 180_000);
