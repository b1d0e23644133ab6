import { expect, test, vi } from "vitest";
import type { CallRef } from "#lib/access.ts";
import { db, transaction } from "#lib/db.ts";
import { emit, type LiveEvent, listen } from "#lib/events.ts";
import { openStream } from "#lib/live/server/open-stream.ts";
import { closeStreams, openStreams } from "#lib/live/server/run-hub.ts";
import { createCallWith, createStaff, createVisit, openSession } from "#tests/support/visit-rows.ts";
import { connect, eventually, setUpStreams, untilTestEnds } from "./stream-client.ts";

setUpStreams();

const send = (event: LiveEvent) => transaction((tx) => emit(tx, event));
const sendStarted = (ref: CallRef) => send({ kind: "call-started", type: ref.type, id: ref.id });

test("a stream begins with the person's own live visits, and who started them", async () => {
  const { ref, clinician, patient } = await createVisit();
  const elsewhere = await createVisit();
  const sessionId = await openSession(ref, clinician.userId);
  await openSession(elsewhere.ref, elsewhere.clinician.userId);
  const { messages } = await connect(patient);
  expect(messages[0]).toMatchObject({
    kind: "state",
    visits: [
      {
        ...ref,
        sessionId,
        ownRole: "patient",
        startedByMe: false,
        connected: false,
        from: { role: "clinician", name: "Dr Ada Okafor" },
      },
    ],
  });
});

test("members receive a start, strangers nothing", async () => {
  const { ref, clinician, patient } = await createVisit();
  const stranger = await connect(await createStaff("clinician", "Dr Else"));
  const [theirs, mine] = [await connect(patient), await connect(clinician)];
  await openSession(ref, clinician.userId);
  await sendStarted(ref);
  await eventually(() => expect(theirs.of("call-started").length).toBe(1));
  await eventually(() => expect(mine.of("call-started").length).toBe(1));
  expect(theirs.of("call-started")[0]?.visit).toMatchObject({ ...ref, startedByMe: false });
  expect(mine.of("call-started")[0]?.visit).toMatchObject({ ...ref, startedByMe: true });
  expect(stranger.messages.filter(({ kind }) => kind !== "state")).toEqual([]);
});

test("blocked members and administrators who are no members receive nothing", async () => {
  const { ref, clinician, patient } = await createVisit();
  await db().member.updateMany({ where: { userId: patient.userId }, data: { blockedAt: new Date() } });
  const [admin, blocked] = [await connect(await createStaff("admin", "Root")), await connect(patient)];
  const mine = await connect(clinician);
  await sendStarted(ref);
  await eventually(() => expect(mine.of("call-started").length).toBe(1));
  expect(admin.of("call-started")).toEqual([]);
  expect(blocked.of("call-started")).toEqual([]);
});

test("the stream of a sign-in by link has its own visit only", async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await createCallWith([
    { userId: clinician.userId, role: "clinician" },
    { userId: patient.userId, role: "patient" },
  ]);
  await openSession(other, clinician.userId);
  const theirs = await connect(patient);
  expect(theirs.of("state")[0]?.visits).toEqual([]);
  await sendStarted(other);
  await sendStarted(ref);
  await eventually(() => expect(theirs.of("call-started").length).toBe(1));
  expect(theirs.of("call-started")[0]).toMatchObject(ref);
});

test("an event of a transaction that is rolled back is not sent", async () => {
  const { ref, clinician } = await createVisit();
  const mine = await connect(clinician);
  const failing = transaction(async (tx) => {
    await emit(tx, { kind: "call-started", type: ref.type, id: ref.id });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await send({ kind: "call-changed", type: ref.type, id: ref.id });
  await eventually(() => expect(mine.of("call-changed").length).toBe(1));
  expect(mine.of("call-started")).toEqual([]);
});

test("a flood of the same event becomes a few messages, of which the last is up to date", async () => {
  const { ref, clinician } = await createVisit();
  const mine = await connect(clinician);
  for (let n = 0; n < 40; n++) await send({ kind: "call-changed", type: ref.type, id: ref.id });
  await openSession(ref, clinician.userId);
  await send({ kind: "call-changed", type: ref.type, id: ref.id });
  await eventually(() => expect(mine.of("call-changed").at(-1)?.visit).not.toBeNull());
  expect(mine.of("call-changed").length).toBeLessThan(10);
});

test("a stream says so and ends when its sign-in ends; the person's other streams go on", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const again = await createStaff("clinician", "Dr Ada Okafor", ada.userId);
  const [ending, other] = [await connect(ada), await connect(again)];
  await transaction(async (tx) => {
    await tx.signIn.update({ where: { id: ada.signInId }, data: { endedAt: new Date() } });
    await emit(tx, { kind: "sign-in-ended", userId: ada.userId });
  });
  await eventually(() => expect(ending.hasEnded()).toBe(true));
  expect(ending.messages.at(-1)).toEqual({ kind: "sign-in-ended" });
  await eventually(() => expect(other.of("state").length).toBe(2));
  expect(other.hasEnded()).toBe(false);
});

test("a sign-in that ended without an event is noticed at the next heartbeat", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  closeStreams();
  try {
    const { patient } = await createVisit();
    const theirs = await connect(patient);
    await db().inviteLink.update({ where: { id: patient.inviteLinkId }, data: { revokedAt: new Date() } });
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await eventually(() => expect(theirs.hasEnded()).toBe(true));
    expect(theirs.messages.at(-1)).toEqual({ kind: "sign-in-ended" });
  } finally {
    vi.useRealTimers();
    closeStreams();
  }
});

test("after a lost connection the whole state makes up for missed events", async () => {
  const { ref, clinician, patient } = await createVisit();
  const theirs = await connect(patient);
  const before = theirs.of("state").length;
  const sessionId = await openSession(ref, clinician.userId);
  await db()
    .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bedside events' AND datname = current_database()`;
  await eventually(() => expect(theirs.of("state").length).toBeGreaterThan(before));
  expect(theirs.of("state").at(-1)?.visits).toMatchObject([{ sessionId }]);
  await sendStarted(ref);
  await eventually(() => expect(theirs.of("call-started").length).toBe(1));
});

test("a patient in the waiting room is seen at once, keeps their place after a reload, and takes no one else's", async () => {
  const { ref, clinician, patient } = await createVisit();
  const member = () => db().member.findFirstOrThrow({ where: { userId: patient.userId } });
  const mine = await connect(clinician);
  const theirs = await connect(patient, ref);
  await eventually(() => expect(mine.of("call-changed").length).toBe(1));
  const { waitingSince } = await member();
  expect(waitingSince).not.toBeNull();
  theirs.leave();
  await connect(patient, ref);
  await eventually(async () => {
    const now = await member();
    expect(now.waitingSeenAt?.getTime()).toBeGreaterThan(waitingSince?.getTime() ?? 0);
    expect(now.waitingSince).toEqual(waitingSince);
  });
  // Coming back is not announced: opening page after page must not make everyone else reload.
  const changes = mine.of("call-changed").length;
  for (let times = 0; times < 5; times++) (await connect(patient, ref)).leave();
  await send({ kind: "call-started", type: ref.type, id: ref.id });
  await eventually(() => expect(mine.of("call-started").length).toBe(1));
  expect(mine.of("call-changed").length).toBe(changes);
  const elsewhere = await createVisit();
  await connect(clinician, elsewhere.ref);
  await connect(patient, elsewhere.ref);
  expect(await db().member.count({ where: { callId: elsewhere.ref.id, waitingSeenAt: { not: null } } })).toBe(
    0,
  );
});

test("a sign-in can have a dozen streams at a time", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const streams = await Promise.all(Array.from({ length: 12 }, () => connect(ada)));
  await expect(() => openStream(ada, new AbortController().signal)).toBeRefused("TOO_MANY_ATTEMPTS");
  streams[0]?.leave();
  await eventually(() => expect(openStreams()).toBe(11));
  await connect(ada);
});

test("a browser that stops reading is disconnected", async () => {
  const { clinician, patient } = await createVisit();
  openStream(patient, untilTestEnds().signal);
  const mine = await connect(clinician);
  for (let n = 0; n < 80; n++) await send({ kind: "sign-in-ended", userId: patient.userId });
  await eventually(() => expect(openStreams()).toBe(1));
  expect(mine.hasEnded()).toBe(false);
});

test("unknown messages on the channel are ignored", async () => {
  const heard: LiveEvent[] = [];
  const stop = listen((event) => {
    if (event.kind !== "sign-in-ended") heard.push(event);
  });
  const { ref } = await createVisit();
  for (const text of ["", "{", '{"kind":"call-started"}', '{"kind":"else","type":"a","id":"b"}']) {
    await db().$executeRaw`SELECT pg_notify('bedside_live', ${text})`;
  }
  await sendStarted(ref);
  await eventually(() => expect(heard).toEqual([{ kind: "call-started", type: ref.type, id: ref.id }]));
  stop();
});
