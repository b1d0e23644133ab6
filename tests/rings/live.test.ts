import { expect, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { db } from "#lib/db.ts";
import type { LiveMessage, LiveVisit } from "#lib/live/rules.ts";
import { acceptRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { connect, eventually, setUpStreams } from "#tests/live/stream-client.ts";
import { createStaff, createVisit, signInByLink } from "#tests/support/visit-rows.ts";

// What the open windows of caller and callee receive.

setUpStreams();

/** The state of the actor's one visit, as a window of theirs has it. */
const latestVisit = (messages: readonly LiveMessage[]) =>
  messages.reduce<LiveVisit | null>((visit, message) => {
    if (message.kind === "state") return message.visits[0] ?? null;
    return message.kind === "sign-in-ended" ? visit : message.visit;
  }, null);

const openWindow = async (actor: Actor) => {
  const { messages } = await connect(actor);
  const visit = () => latestVisit(messages);
  const becomes = (state: string) => eventually(() => expect(visit()?.ring?.state).toBe(state));
  return { visit, becomes };
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
  await eventually(() =>
    expect(caller.visit()?.rung).toMatchObject([{ name: "Jonas Weber", role: "patient", state: "ringing" }]),
  );
  await acceptRing(patient, ref);
  await Promise.all([phone.becomes("accepted"), tablet.becomes("accepted")]);
  await eventually(() => expect(caller.visit()?.rung[0]?.state).toBe("accepted"));
});

test("a decline reaches the caller with its reason, and a new ring takes its place", async () => {
  const { ref, clinician, other, caller, phone } = await createVisitWithTwoDevices();
  await ringCall(clinician, ref);
  await phone.becomes("ringing");
  const first = phone.visit()?.ring?.id;
  await declineRing(other, { ...ref, reason: "cannot-talk" });
  await eventually(() =>
    expect(caller.visit()?.rung[0]).toMatchObject({ state: "declined", reason: "cannot-talk" }),
  );
  await phone.becomes("declined");
  await ringCall(clinician, ref);
  await phone.becomes("ringing");
  expect(phone.visit()?.ring?.id).not.toBe(first);
  await eventually(() => expect(caller.visit()?.rung).toMatchObject([{ state: "ringing", reason: null }]));
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
  await eventually(() => expect(windows[2].visit()?.rung).toHaveLength(2));
  expect(windows[1].visit()?.rung).toHaveLength(2);
  expect(windows[0].visit()?.rung).toEqual([]);
  expect(windows[2].visit()?.ring).toBeNull();
});
