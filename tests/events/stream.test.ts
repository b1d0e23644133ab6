import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Actor, CallRef } from "#lib/access.ts";
import { closeDb, db, transaction } from "#lib/db.ts";
import { closeEvents, emit, type LiveEvent, listen } from "#lib/events.ts";
import type { LiveMessage, LiveVisit } from "#lib/live/rules.ts";
import { openStream } from "#lib/live/server/open-stream.ts";
import { closeStreams, openStreams } from "#lib/live/server/run-hub.ts";
import { createCallWith, createStaff, createVisit, openSession } from "#tests/support/visit-rows.ts";

/** Any message, to look at what it may hold. */
type Told = { readonly visit: LiveVisit | null; readonly visits: readonly LiveVisit[] };

/** A busy machine may take its time. */
const soon = (holds: () => void | Promise<void>) => vi.waitFor(holds, 15_000);

const leaving = new Set<AbortController>();

afterEach(async () => {
  for (const one of leaving) one.abort();
  leaving.clear();
  await soon(() => expect(openStreams()).toBe(0));
});
afterAll(async () => {
  closeStreams();
  await closeEvents();
  await closeDb();
});

/** Opens the actor's stream and collects what it says. */
const connect = async (actor: Actor, waitsFor: CallRef | null = null) => {
  const left = new AbortController();
  leaving.add(left);
  const messages: LiveMessage[] = [];
  let ended = false;
  const reader = openStream(actor, left.signal, waitsFor).getReader();
  const decoder = new TextDecoder();
  void (async () => {
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) if (part.startsWith("data: ")) messages.push(JSON.parse(part.slice(6)));
    }
    ended = true;
  })();
  await soon(() => expect(messages.length).toBeGreaterThan(0));
  const of = (kind: LiveMessage["kind"]) =>
    messages.filter((message) => message.kind === kind) as unknown as Told[];
  return { messages, of, leave: () => left.abort(), hasEnded: () => ended };
};

const say = (event: LiveEvent) => transaction((tx) => emit(tx, event));
const started = (ref: CallRef) => say({ kind: "call-started", type: ref.type, id: ref.id });

test("a stream begins with the visits that are on: the own ones, with who started them", async () => {
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

test("members hear of a start, strangers hear nothing", async () => {
  const { ref, clinician, patient } = await createVisit();
  const stranger = await connect(await createStaff("clinician", "Dr Else"));
  const [theirs, mine] = [await connect(patient), await connect(clinician)];
  await openSession(ref, clinician.userId);
  await started(ref);
  await soon(() => expect(theirs.of("call-started").length).toBe(1));
  await soon(() => expect(mine.of("call-started").length).toBe(1));
  expect(theirs.of("call-started")[0]?.visit).toMatchObject({ ...ref, startedByMe: false });
  expect(mine.of("call-started")[0]?.visit).toMatchObject({ ...ref, startedByMe: true });
  expect(stranger.messages.filter(({ kind }) => kind !== "state")).toEqual([]);
});

test("an admin who is no member hears nothing, nor does a blocked member", async () => {
  const { ref, clinician, patient } = await createVisit();
  await db().member.updateMany({ where: { userId: patient.userId }, data: { blockedAt: new Date() } });
  const [admin, blocked] = [await connect(await createStaff("admin", "Root")), await connect(patient)];
  const mine = await connect(clinician);
  await started(ref);
  await soon(() => expect(mine.of("call-started").length).toBe(1));
  expect(admin.of("call-started")).toEqual([]);
  expect(blocked.of("call-started")).toEqual([]);
});

test("a link's stream tells of its own visit and of no other of the same person", async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await createCallWith([
    { userId: clinician.userId, role: "clinician" },
    { userId: patient.userId, role: "patient" },
  ]);
  await openSession(other, clinician.userId);
  const theirs = await connect(patient);
  expect(theirs.of("state")[0]?.visits).toEqual([]);
  await started(other);
  await started(ref);
  await soon(() => expect(theirs.of("call-started").length).toBe(1));
  expect(theirs.of("call-started")[0]).toMatchObject(ref);
});

test("an event of a transaction that is rolled back is told to nobody", async () => {
  const { ref, clinician } = await createVisit();
  const mine = await connect(clinician);
  const failing = transaction(async (tx) => {
    await emit(tx, { kind: "call-started", type: ref.type, id: ref.id });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await say({ kind: "call-changed", type: ref.type, id: ref.id });
  await soon(() => expect(mine.of("call-changed").length).toBe(1));
  expect(mine.of("call-started")).toEqual([]);
});

test("a flood of the same news becomes a few messages, and the last of it is told", async () => {
  const { ref, clinician } = await createVisit();
  const mine = await connect(clinician);
  for (let n = 0; n < 40; n++) await say({ kind: "call-changed", type: ref.type, id: ref.id });
  await openSession(ref, clinician.userId);
  await say({ kind: "call-changed", type: ref.type, id: ref.id });
  await soon(() => expect(mine.of("call-changed").at(-1)?.visit).not.toBeNull());
  expect(mine.of("call-changed").length).toBeLessThan(10);
});

test("a stream ends, saying so, when its sign-in does; the person's other sign-in goes on", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const again = await createStaff("clinician", "Dr Ada Okafor", ada.userId);
  const [ends, goesOn] = [await connect(ada), await connect(again)];
  await transaction(async (tx) => {
    await tx.signIn.update({ where: { id: ada.signInId }, data: { endedAt: new Date() } });
    await emit(tx, { kind: "sign-in-ended", userId: ada.userId });
  });
  await soon(() => expect(ends.hasEnded()).toBe(true));
  expect(ends.messages.at(-1)).toEqual({ kind: "sign-in-ended" });
  await soon(() => expect(goesOn.of("state").length).toBe(2));
  expect(goesOn.hasEnded()).toBe(false);
});

test("a sign-in that ended without a word is found out at the next heartbeat", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  closeStreams();
  try {
    const { patient } = await createVisit();
    const theirs = await connect(patient);
    await db().inviteLink.update({ where: { id: patient.inviteLinkId }, data: { revokedAt: new Date() } });
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await soon(() => expect(theirs.hasEnded()).toBe(true));
    expect(theirs.messages.at(-1)).toEqual({ kind: "sign-in-ended" });
  } finally {
    vi.useRealTimers();
    closeStreams();
  }
});

test("events that were missed while the connection was away are made up for by the whole state", async () => {
  const { ref, clinician, patient } = await createVisit();
  const theirs = await connect(patient);
  const before = theirs.of("state").length;
  const sessionId = await openSession(ref, clinician.userId);
  await db()
    .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bedside events' AND datname = current_database()`;
  await soon(() => expect(theirs.of("state").length).toBeGreaterThan(before));
  expect(theirs.of("state").at(-1)?.visits).toMatchObject([{ sessionId }]);
  await started(ref);
  await soon(() => expect(theirs.of("call-started").length).toBe(1));
});

test("who is in the waiting room is seen there at once, keeps the place over a reload, and nobody else's", async () => {
  const { ref, clinician, patient } = await createVisit();
  const member = () => db().member.findFirstOrThrow({ where: { userId: patient.userId } });
  const mine = await connect(clinician);
  const theirs = await connect(patient, ref);
  await soon(() => expect(mine.of("call-changed").length).toBe(1));
  const { waitingSince } = await member();
  expect(waitingSince).not.toBeNull();
  theirs.leave();
  await connect(patient, ref);
  await soon(async () => {
    const now = await member();
    expect(now.waitingSeenAt?.getTime()).toBeGreaterThan(waitingSince?.getTime() ?? 0);
    expect(now.waitingSince).toEqual(waitingSince);
  });
  // Whoever comes back is no news: nobody makes all the others look again by opening page after page.
  const changes = mine.of("call-changed").length;
  for (let times = 0; times < 5; times++) (await connect(patient, ref)).leave();
  await say({ kind: "call-started", type: ref.type, id: ref.id });
  await soon(() => expect(mine.of("call-started").length).toBe(1));
  expect(mine.of("call-changed").length).toBe(changes);
  const elsewhere = await createVisit();
  await connect(clinician, elsewhere.ref);
  await connect(patient, elsewhere.ref);
  expect(await db().member.count({ where: { callId: elsewhere.ref.id, waitingSeenAt: { not: null } } })).toBe(
    0,
  );
});

test("one sign-in has a dozen streams and not one more, until one of them closes", async () => {
  const ada = await createStaff("clinician", "Dr Ada Okafor");
  const streams = await Promise.all(Array.from({ length: 12 }, () => connect(ada)));
  await expect(() => openStream(ada, new AbortController().signal)).toBeRefused("TOO_MANY_ATTEMPTS");
  streams[0]?.leave();
  await soon(() => expect(openStreams()).toBe(11));
  await connect(ada);
});

test("a browser that takes nothing any more is let go", async () => {
  const { clinician, patient } = await createVisit();
  const left = new AbortController();
  leaving.add(left);
  openStream(patient, left.signal);
  const mine = await connect(clinician);
  for (let n = 0; n < 80; n++) await say({ kind: "sign-in-ended", userId: patient.userId });
  await soon(() => expect(openStreams()).toBe(1));
  expect(mine.hasEnded()).toBe(false);
});

test("a word on the channel that is none of ours is overheard", async () => {
  const heard: LiveEvent[] = [];
  const stop = listen((event) => {
    if (event.kind !== "sign-in-ended") heard.push(event);
  });
  const { ref } = await createVisit();
  for (const text of ["", "{", '{"kind":"call-started"}', '{"kind":"else","type":"a","id":"b"}']) {
    await db().$executeRaw`SELECT pg_notify('bedside_live', ${text})`;
  }
  await started(ref);
  await soon(() => expect(heard).toEqual([{ kind: "call-started", type: ref.type, id: ref.id }]));
  stop();
});
