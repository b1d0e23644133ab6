import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { Actor } from "#lib/access.ts";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { endCall } from "#lib/calls/server.ts";
import { closeDb, db } from "#lib/db.ts";
import { revokeInviteLink } from "#lib/invites/server.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { deleteRoom, ensureRoom, listRooms } from "#lib/livekit.ts";
import { isConnected, listParticipants, removeParticipant } from "#lib/livekit-participants.ts";
import { type RoomEvent, verifyWebhook } from "#lib/livekit-webhook.ts";
import { blockUser } from "#lib/members/server/moderate-member.ts";
import { updateMembers } from "#lib/members/server.ts";
import { reconcile } from "#lib/sessions/server/reconcile-sessions.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import { byLink, type Clinic, makeClinic, scheduleVisit } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";
import { connectSignal } from "./signal-connection.ts";

let livekit: TestLiveKit;
let clinic: Clinic;
let amara: Actor;
let hooks: Server;
let minutesAhead = 0;
const heard: RoomEvent[] = [];
const settings = { inactivityTimeoutSeconds: 60, maxParticipants: 4 };

describe.skipIf(!inject("programs").livekit)("a real LiveKit", () => {
  beforeAll(async () => {
    hooks = createServer(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      heard.push(await verifyWebhook(body, request.headers.authorization ?? null));
      response.end();
    });
    await new Promise<void>((resolve) => hooks.listen(0, "127.0.0.1", resolve));
    livekit = await startLiveKit(`http://127.0.0.1:${(hooks.address() as AddressInfo).port}/`);
    process.env.LIVEKIT_URL = livekit.url;
    clinic = await makeClinic();
    amara = await clinic.actor("amara");
  });
  afterAll(async () => {
    await closeDb();
    await livekit?.stop();
    hooks?.close();
  });

  /** A visit that was started, with its patient in. */
  const begin = async () => {
    minutesAhead += 30;
    const visit = await scheduleVisit(clinic, { minutesAhead });
    const { sessionId } = await startVisit(amara, visit.ref);
    const { actor, linkId } = await byLink(clinic, visit.ref, visit.patientMember);
    const enter = () => joinCall(actor, { ...visit.ref, device: "window-mark", takeOver: false });
    const { token } = await enter();
    const patient = await connectSignal(livekit.url, token);
    return { ...visit, room: `${sessionId}.1`, enter, token, patient, linkId };
  };

  test("makes a room once, finds it, and takes it away, and none of it twice is an error", async () => {
    const room = `${randomUUID()}.1`;
    await ensureRoom(room, settings);
    await ensureRoom(room, settings);
    expect((await listRooms()).get(room)).toBe(0);
    await deleteRoom(room);
    await deleteRoom(room);
    expect((await listRooms()).has(room)).toBe(false);
  });

  test("knows nobody in a room that is not there", async () => {
    expect(await listParticipants("nowhere")).toEqual([]);
    expect(await isConnected("nowhere", randomUUID())).toBe(false);
    await removeParticipant("nowhere", randomUUID());
  });

  test("signs what it tells of a room", async () => {
    const room = `${randomUUID()}.1`;
    await ensureRoom(room, settings);
    await deleteRoom(room);
    const kinds = () => heard.filter((event) => event.room === room).map((event) => event.kind);
    await expect.poll(kinds, { timeout: 5_000 }).toEqual(["room_started", "room_finished"]);
  });

  test("tells who is in, by the member's id and the window's mark", async () => {
    const visit = await begin();
    expect(await listParticipants(visit.room)).toMatchObject([
      { identity: visit.patientMember, device: "window-mark" },
    ]);
    expect(await isConnected(visit.room, visit.patientMember)).toBe(true);
    await visit.patient.leave();
  });

  test("ends everybody's connection when the visit is ended for everyone", async () => {
    const visit = await begin();
    await endCall(amara, visit.ref);
    await visit.patient.closed;
    await expect(connectSignal(livekit.url, visit.token)).rejects.toThrow(/404/);
  });

  const admin = () => clinic.actor("admin");
  const opensNothing = (token: string) => expect(connectSignal(livekit.url, token)).rejects.toThrow(/404/);

  test("lets a removed, a blocked and a disabled member in by no token of before", async () => {
    const removed = await begin();
    await updateMembers(amara, { ...removed.ref, remove: [removed.patientMember] });
    await removed.patient.closed;
    await opensNothing(removed.token);
    const blocked = await begin();
    await blockUser(amara, { ...blocked.ref, userId: clinic.idOf.ada });
    await blocked.patient.closed;
    await opensNothing(blocked.token);
    const disabled = await begin();
    await setAccountDisabled(await admin(), { userId: clinic.idOf.ada, disabled: true });
    await disabled.patient.closed;
    await opensNothing(disabled.token);
    await setAccountDisabled(await admin(), { userId: clinic.idOf.ada, disabled: false });
  });

  test("keeps its room when somebody is removed who never had a token", async () => {
    const visit = await begin();
    const tomasz = { userId: clinic.idOf.tomasz, role: "assistant" as const };
    await updateMembers(amara, { ...visit.ref, update: [tomasz] });
    const { id } = await db().member.findFirstOrThrow({
      where: { callId: visit.ref.id, userId: tomasz.userId },
    });
    await updateMembers(amara, { ...visit.ref, remove: [id] });
    expect(await isConnected(visit.room, visit.patientMember)).toBe(true);
  });

  test("puts out again whom the rows refuse, and leaves the room that their token opens", async () => {
    const visit = await begin();
    await db().member.deleteMany({ where: { id: visit.patientMember } });
    await reconcile();
    await visit.patient.closed;
    await opensNothing(visit.token);
  });

  test("lets nobody back in by a token from a revoked link, though the patient has a fresh one", async () => {
    const visit = await begin();
    const fresh = await byLink(clinic, visit.ref, visit.patientMember);
    await revokeInviteLink(amara, { ...visit.ref, linkId: visit.linkId });
    await visit.patient.closed;
    await opensNothing(visit.token);
    const rightful = await joinCall(fresh.actor, { ...visit.ref, device: "another-window", takeOver: true });
    await connectSignal(livekit.url, rightful.token);
    await reconcile();
    expect(await isConnected(`${visit.room.slice(0, -2)}.2`, visit.patientMember)).toBe(true);
  });

  test("killed and started again, lets people back in as soon as the reconciler made their room again", async () => {
    const visit = await begin();
    await livekit.restart();
    await visit.patient.closed;
    await expect(connectSignal(livekit.url, visit.token)).rejects.toThrow(/404/);
    await reconcile();
    const back = await connectSignal(livekit.url, visit.token);
    await back.leave();
  });
});
