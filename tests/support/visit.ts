import { randomBytes, randomUUID } from "node:crypto";
import type { Actor, CallRef } from "#lib/access.ts";
import { builtInTypes } from "#lib/call-types/rules.ts";
import { db } from "#lib/db.ts";
import type { AccountRole, MemberRole } from "#lib/roles.ts";

/** Rows of a visit, written straight into the database: for tests of what happens around it. */

const inAnHour = () => new Date(Date.now() + 3_600_000);

const signInOf = async (
  userId: string,
  link: { memberId: string; inviteLinkId: string } | null,
): Promise<string> => {
  const kind = link ? ("link" as const) : ("staff" as const);
  const secretHash = randomBytes(32).toString("hex");
  const row = await db().signIn.create({
    data: { kind, secretHash, userId, expiresAt: inAnHour(), ...link },
  });
  return row.id;
};

/** A person of the staff who is signed in; again and again for the same person, each time from another browser. */
export const staff = async (role: AccountRole, name: string, knownId?: string): Promise<Actor> => {
  const userId = knownId ?? (await db().user.create({ data: { role, name } })).id;
  const signInId = await signInOf(userId, null);
  const base = { userId, role, name, timeZone: "Europe/Berlin", locale: "en-GB", teamIds: [] };
  return { ...base, signInId, kind: "staff", boundTo: null } as unknown as Actor;
};

export const person = async (role: AccountRole, name: string): Promise<string> =>
  (await db().user.create({ data: { role, name } })).id;

type Place = { readonly userId: string; readonly role: MemberRole };

/** A call of the type `default` with these members. */
export const callOf = async (members: readonly Place[]): Promise<CallRef> => {
  const [type] = builtInTypes;
  if (!type) throw new Error("no built-in type");
  const { id, name, settings, grants } = type;
  await db().callType.upsert({ where: { id }, create: { id, name, settings, grants }, update: {} });
  const call = await db().call.create({ data: { type: id, id: randomUUID() } });
  await db().member.createMany({ data: members.map((one) => ({ ...one, callType: id, callId: call.id })) });
  return { type: id, id: call.id };
};

/** A member who came in by a link. */
export const byLink = async (ref: CallRef, userId: string): Promise<Actor & { inviteLinkId: string }> => {
  const member = await db().member.findFirstOrThrow({
    where: { callType: ref.type, callId: ref.id, userId },
  });
  const link = await db().inviteLink.create({
    data: {
      memberId: member.id,
      tokenHash: randomBytes(32).toString("hex"),
      expiresAt: inAnHour(),
      createdById: userId,
    },
  });
  const signInId = await signInOf(userId, { memberId: member.id, inviteLinkId: link.id });
  const base = { userId, role: "patient", name: "", timeZone: "Europe/Berlin", locale: "en-GB", teamIds: [] };
  return { ...base, signInId, kind: "link", boundTo: ref, inviteLinkId: link.id } as unknown as Actor & {
    inviteLinkId: string;
  };
};

/** A clinician, a patient who came by a link, and their call. */
export const visit = async () => {
  const clinician = await staff("clinician", "Dr Ada Okafor");
  const patientId = await person("patient", "Jonas Weber");
  const ref = await callOf([
    { userId: clinician.userId, role: "clinician" },
    { userId: patientId, role: "patient" },
  ]);
  return { ref, clinician, patient: await byLink(ref, patientId) };
};

/** Opens a session of the call, without telling anybody. */
export const sessionOf = async (ref: CallRef, startedById: string): Promise<string> =>
  (await db().session.create({ data: { callType: ref.type, callId: ref.id, startedById } })).id;
