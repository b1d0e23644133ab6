import { randomBytes, randomUUID } from "node:crypto";
import type { Actor, CallRef } from "#lib/access.ts";
import { builtInTypes } from "#lib/call-types/rules.ts";
import { db } from "#lib/db.ts";
import type { AccountRole, MemberRole } from "#lib/roles.ts";

// Writes the rows of a visit straight into the database, without any use case.

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

/** A signed-in member of staff; with `knownId`, the same person in another browser. */
export const createStaff = async (role: AccountRole, name: string, knownId?: string): Promise<Actor> => {
  const userId = knownId ?? (await db().user.create({ data: { role, name } })).id;
  const signInId = await signInOf(userId, null);
  const base = { userId, role, name, timeZone: "Europe/Berlin", locale: "en-GB", teamIds: [] };
  return { ...base, signInId, kind: "staff", boundTo: null } as unknown as Actor;
};

export const createPerson = async (role: AccountRole, name: string): Promise<string> =>
  (await db().user.create({ data: { role, name } })).id;

type NewMember = { readonly userId: string; readonly role: MemberRole };

export const createCallWith = async (members: readonly NewMember[]): Promise<CallRef> => {
  const [type] = builtInTypes;
  if (!type) throw new Error("no built-in type");
  const { id, name, settings, grants } = type;
  await db().callType.upsert({ where: { id }, create: { id, name, settings, grants }, update: {} });
  const call = await db().call.create({ data: { type: id, id: randomUUID() } });
  await db().member.createMany({ data: members.map((one) => ({ ...one, callType: id, callId: call.id })) });
  return { type: id, id: call.id };
};

/** Signs a member in by a new link. */
export const signInByLink = async (
  ref: CallRef,
  userId: string,
): Promise<Actor & { inviteLinkId: string }> => {
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

/** A call with a clinician, and with a patient who signed in by a link. */
export const createVisit = async () => {
  const clinician = await createStaff("clinician", "Dr Ada Okafor");
  const patientId = await createPerson("patient", "Jonas Weber");
  const ref = await createCallWith([
    { userId: clinician.userId, role: "clinician" },
    { userId: patientId, role: "patient" },
  ]);
  return { ref, clinician, patient: await signInByLink(ref, patientId) };
};

/** Opens a session without notifying anyone. */
export const openSession = async (ref: CallRef, startedById: string): Promise<string> =>
  (await db().session.create({ data: { callType: ref.type, callId: ref.id, startedById } })).id;
