import { afterAll, beforeAll } from "vitest";
import type { Actor } from "#lib/access.ts";
import { closeDb } from "#lib/db.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";

export type JoiningFixture = {
  readonly clinic: Clinic;
  readonly amara: Actor;
  readonly livekit: TestLiveKit;
};

/** Gives a test file a clinic and a LiveKit server: `ready` gets them before the first test. */
export const setUpJoining = (ready: (fixture: JoiningFixture) => void) => {
  let livekit: TestLiveKit | undefined;
  beforeAll(async () => {
    livekit = await startLiveKit();
    process.env.LIVEKIT_URL = livekit.url;
    const clinic = await makeClinic();
    ready({ clinic, amara: await clinic.actor("amara"), livekit });
  });
  afterAll(async () => {
    await closeDb();
    await livekit?.stop();
  });
};

export const device = "window-one";

export const join = (
  actor: Actor,
  { type, id }: { type: string; id: string },
  options: { device?: string; takeOver?: boolean } = {},
) => joinCall(actor, { type, id, device, takeOver: false, ...options });

/** The status of LiveKit's answer to a token: 200 if it opens a room. */
export const tokenStatus = async (livekit: TestLiveKit, token: string) =>
  (await fetch(`${livekit.url.replace("ws", "http")}/rtc/validate?access_token=${token}`)).status;
