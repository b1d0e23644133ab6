import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import type { Actor } from "#lib/access.ts";
import { closeDb, db } from "#lib/db.ts";
import { receiveWebhook } from "#lib/sessions/server/receive-webhook.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { type FakeLiveKit, startFakeLiveKit } from "./fake-livekit.ts";
import { type Participant, type SignedWebhook, signedWebhook } from "./signed-webhook.ts";

const start = Math.floor((Date.now() - 3_600_000) / 1000) * 1000;
export const at = (second: number) => new Date(start + second * 1000);

export const participant = (identity: string, second: number): Participant => {
  const sid = `PA_${randomUUID()}`;
  return { sid, identity, device: `window-of-${sid.slice(3, 9)}`, joinedAt: at(second) };
};

export const receive = (one: SignedWebhook) => receiveWebhook(one.body, one.authorization);

/** Receives a webhook of a participant that joined or left. */
export const receiveParticipant = async (
  kind: "participant_joined" | "participant_left",
  room: string,
  second: number,
  came: Participant,
) => receive(await signedWebhook({ kind, room, at: at(second), came }));

export const listAttendance = (sessionId: string) =>
  db().attendance.findMany({
    where: { sessionId },
    orderBy: { participantSid: "asc" },
    select: {
      sessionId: true,
      participantSid: true,
      memberId: true,
      device: true,
      joinedAt: true,
      leftAt: true,
    },
  });

export type WebhookFixture = {
  readonly clinic: Clinic;
  readonly amara: Actor;
  readonly livekit: FakeLiveKit;
};

/** Gives a test file a clinic and a fake LiveKit server: `ready` gets them before the first test. */
export const setUpWebhooks = (ready: (fixture: WebhookFixture) => void) => {
  let livekit: FakeLiveKit | undefined;
  beforeAll(async () => {
    livekit = await startFakeLiveKit();
    process.env.LIVEKIT_URL = livekit.url;
    const clinic = await makeClinic();
    ready({ clinic, amara: await clinic.actor("amara"), livekit });
  });
  afterAll(async () => {
    await closeDb();
    await livekit?.stop();
  });
};

let minutesAhead = 0;

/** Schedules and starts a visit of Dr Osei and Ada Bell, with an empty room. */
export const startNewVisit = async ({ clinic, amara, livekit }: WebhookFixture) => {
  minutesAhead += 30;
  const visit = await scheduleVisit(clinic, { minutesAhead });
  const { sessionId } = await startVisit(amara, visit.ref);
  const room = `${sessionId}.1`;
  livekit.rooms.set(room, []);
  return { ...visit, sessionId, room };
};
