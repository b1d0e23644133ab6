import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Actor } from "#lib/access.ts";
import { closeDb, db } from "#lib/db.ts";
import { closeEvents } from "#lib/events.ts";
import type { LiveMessage, LiveVisit } from "#lib/live/rules.ts";
import { openStream } from "#lib/live/server/open-stream.ts";
import { closeStreams, openStreams } from "#lib/live/server/run-hub.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { createStaff, createVisit, signInByLink } from "#tests/support/visit-rows.ts";

// What the open windows of caller and callee receive.

const soon = (holds: () => void | Promise<void>) => vi.waitFor(holds, 15_000);
const openWindows = new Set<AbortController>();

afterEach(async () => {
  for (const one of openWindows) one.abort();
  openWindows.clear();
  await soon(() => expect(openStreams()).toBe(0));
});
afterAll(async () => {
  closeStreams();
  await closeEvents();
  await closeDb();
});

/** Opens a window for the actor, which holds the latest state of the one visit. */
const openWindow = async (actor: Actor) => {
  const left = new AbortController();
  openWindows.add(left);
  let visits: readonly LiveVisit[] | undefined;
  const reader = openStream(actor, left.signal).getReader();
  const decoder = new TextDecoder();
  void (async () => {
    for (let rest = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts.filter((one) => one.startsWith("data: "))) {
        const message: LiveMessage = JSON.parse(part.slice(6));
        if (message.kind === "state") visits = message.visits;
        else if (message.kind !== "sign-in-ended") visits = message.visit ? [message.visit] : [];
      }
    }
  })();
  await soon(() => expect(visits).toBeDefined());
  return {
    visit: () => visits?.[0] ?? null,
    becomes: (state: string) => soon(() => expect(visits?.[0]?.ring?.state).toBe(state)),
  };
};

const createVisitWithTwoDevices = async () => {
  const { ref, clinician, patient } = await createVisit();
  const other = await signInByLink(ref, patient.userId);
  const caller = await openWindow(clinician);
  return {
    ref,
    clinician,
    patient,
    other,
    caller,
    phone: await openWindow(patient),
    tablet: await openWindow(other),
  };
};

test("both devices ring and name the caller, and an answer on one reaches the other and the caller", async () => {
  const { ref, clinician, patient, caller, phone, tablet } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await Promise.all([phone.becomes("ringing"), tablet.becomes("ringing")]);
  expect(tablet.visit()?.ring?.by).toEqual({ role: "clinician", name: "Dr Ada Okafor" });
  await soon(() =>
    expect(caller.visit()?.rung).toMatchObject([{ name: "Jonas Weber", role: "patient", state: "ringing" }]),
  );
  await acceptRing(patient, ref);
  await Promise.all([phone.becomes("accepted"), tablet.becomes("accepted")]);
  await soon(() => expect(caller.visit()?.rung[0]?.state).toBe("accepted"));
});

test("a decline reaches the caller with its reason, and a new ring takes its place", async () => {
  const { ref, clinician, other, caller, phone } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await phone.becomes("ringing");
  const first = phone.visit()?.ring?.id;
  await declineRing(other, { ...ref, reason: "cannot-talk" });
  await soon(() =>
    expect(caller.visit()?.rung[0]).toMatchObject({ state: "declined", reason: "cannot-talk" }),
  );
  await phone.becomes("declined");
  await ringCall(clinician, ref);
  await phone.becomes("ringing");
  expect(phone.visit()?.ring?.id).not.toBe(first);
  await soon(() => expect(caller.visit()?.rung).toMatchObject([{ state: "ringing", reason: null }]));
  await cancelRing(clinician, ref);
  await phone.becomes("cancelled");
});

test("a window that opens during a ring shows it, and after its time a missed call, even before the job ran", async () => {
  const { ref, clinician, patient } = await createVisit();
  await ringCall(clinician, ref);
  await (await openWindow(patient)).becomes("ringing");
  await db().$executeRaw`
    UPDATE "ring" SET rung_at = rung_at - interval '1 hour', expires_at = expires_at - interval '1 hour'
    WHERE user_id = ${patient.userId}::uuid`;
  await (await openWindow(patient)).becomes("missed");
  const caller = await openWindow(clinician);
  expect(caller.visit()?.rung[0]?.state).toBe("missed");
});

test("only members who may ring see who was rung", async () => {
  const { ref, clinician, patient } = await createVisit();
  const colleague = await createStaff("clinician", "Dr Second");
  await db().member.create({
    data: { callType: ref.type, callId: ref.id, userId: colleague.userId, role: "clinician" },
  });
  const windows = [
    await openWindow(patient),
    await openWindow(colleague),
    await openWindow(clinician),
  ] as const;
  await ringCall(clinician, ref);
  await Promise.all([windows[0].becomes("ringing"), windows[1].becomes("ringing")]);
  await soon(() => expect(windows[2].visit()?.rung).toHaveLength(2));
  expect(windows[1].visit()?.rung).toHaveLength(2);
  expect(windows[0].visit()?.rung).toEqual([]);
  expect(windows[2].visit()?.ring).toBeNull();
});
