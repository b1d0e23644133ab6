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
let webhookServer: Server;
let minutesAhead = 0;
const events: RoomEvent[] = [];
const settings = { inactivityTimeoutSeconds: 60, maxParticipants: 4 };

describe.skipIf(!inject("programs").livekit)("a real LiveKit server", () => {
  beforeAll(async () => {
    webhookServer = createServer(async (request, response) => {
      const body = Buffer.concat(await Array.fromAsync(request)).toString();
      events.push(await verifyWebhook(body, request.headers.authorization ?? null));
      response.end();
    });
    await new Promise<void>((resolve) => webhookServer.listen(0, "127.0.0.1", resolve));
    livekit = await startLiveKit(`http://127.0.0.1:${(webhookServer.address() as AddressInfo).port}/`);
    process.env.LIVEKIT_URL = livekit.url;
    clinic = await makeClinic();
    amara = await clinic.actor("amara");
  });
  afterAll(async () => {
    await closeDb();
    await livekit?.stop();
    webhookServer?.close();
  });

  /** Starts a visit, with its patient in the room. */
  const startVisitWithPatient = async () => {
    minutesAhead += 30;
    const visit = await scheduleVisit(clinic, { minutesAhead });
    const { sessionId } = await startVisit(amara, visit.ref);
    const { actor, linkId } = await byLink(clinic, visit.ref, visit.patientMember);
    const { token } = await joinCall(actor, { ...visit.ref, device: "window-mark", takeOver: false });
    const patient = await connectSignal(livekit.url, token);
    return { ...visit, room: `${sessionId}.1`, token, patient, linkId };
  };

  test("creates, lists and deletes a room, each of which may be repeated", async () => {
    const room = `${randomUUID()}.1`;
    await ensureRoom(room, settings);
    await ensureRoom(room, settings);
    expect((await listRooms()).get(room)).toBe(0);
    await deleteRoom(room);
    await deleteRoom(room);
    expect((await listRooms()).has(room)).toBe(false);
  });

  test("has no participants in a missing room", async () => {
    expect(await listParticipants("nowhere")).toEqual([]);
    expect(await isConnected("nowhere", randomUUID())).toBe(false);
    await removeParticipant("nowhere", randomUUID());
  });

  test("signs its webhooks", async () => {
    const room = `${randomUUID()}.1`;
    await ensureRoom(room, settings);
    await deleteRoom(room);
    const kinds = () => events.filter((event) => event.room === room).map((event) => event.kind);
    await expect.poll(kinds, { timeout: 5_000 }).toEqual(["room_started", "room_finished"]);
  });

  test("lists participants with their member id and device", async () => {
    const visit = await startVisitWithPatient();
    expect(await listParticipants(visit.room)).toMatchObject([
      { identity: visit.patientMember, device: "window-mark" },
    ]);
    expect(await isConnected(visit.room, visit.patientMember)).toBe(true);
    await visit.patient.leave();
  });

  test("disconnects everyone when the visit ends", async () => {
    const visit = await startVisitWithPatient();
    await endCall(amara, visit.ref);
    await visit.patient.closed;
    await expect(connectSignal(livekit.url, visit.token)).rejects.toThrow(/404/);
  });

  const admin = () => clinic.actor("admin");
  const opensNothing = (token: string) => expect(connectSignal(livekit.url, token)).rejects.toThrow(/404/);

  test("accepts no earlier token of a removed, blocked or disabled member", async () => {
    const removed = await startVisitWithPatient();
    await updateMembers(amara, { ...removed.ref, remove: [removed.patientMember] });
    await removed.patient.closed;
    await opensNothing(removed.token);
    const blocked = await startVisitWithPatient();
    await blockUser(amara, { ...blocked.ref, userId: clinic.idOf.ada });
    await blocked.patient.closed;
    await opensNothing(blocked.token);
    const disabled = await startVisitWithPatient();
    await setAccountDisabled(await admin(), { userId: clinic.idOf.ada, disabled: true });
    await disabled.patient.closed;
    await opensNothing(disabled.token);
    await setAccountDisabled(await admin(), { userId: clinic.idOf.ada, disabled: false });
  });

  test("keeps its room when a member without a token is removed", async () => {
    const visit = await startVisitWithPatient();
    const tomasz = { userId: clinic.idOf.tomasz, role: "assistant" as const };
    await updateMembers(amara, { ...visit.ref, update: [tomasz] });
    const { id } = await db().member.findFirstOrThrow({
      where: { callId: visit.ref.id, userId: tomasz.userId },
    });
    await updateMembers(amara, { ...visit.ref, remove: [id] });
    expect(await isConnected(visit.room, visit.patientMember)).toBe(true);
  });

  test("evicts a participant who is no longer a member, and abandons the room that their token opens", async () => {
    const visit = await startVisitWithPatient();
    await db().member.deleteMany({ where: { id: visit.patientMember } });
    await reconcile();
    await visit.patient.closed;
    await opensNothing(visit.token);
  });

  test("accepts no token of a revoked link, even if the patient has another link", async () => {
    const visit = await startVisitWithPatient();
    const fresh = await byLink(clinic, visit.ref, visit.patientMember);
    await revokeInviteLink(amara, { ...visit.ref, linkId: visit.linkId });
    await visit.patient.closed;
    await opensNothing(visit.token);
    const rightful = await joinCall(fresh.actor, { ...visit.ref, device: "another-window", takeOver: true });
    await connectSignal(livekit.url, rightful.token);
    await reconcile();
    expect(await isConnected(`${visit.room.slice(0, -2)}.2`, visit.patientMember)).toBe(true);
  });

  test("after a kill lets people back in as soon as the reconciler has recreated their room", async () => {
    const visit = await startVisitWithPatient();
    await livekit.restart();
    await visit.patient.closed;
    await expect(connectSignal(livekit.url, visit.token)).rejects.toThrow(/404/);
    await reconcile();
    const back = await connectSignal(livekit.url, visit.token);
    await back.leave();
  });
});
