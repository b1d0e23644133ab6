import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor, CallRef, Permit } from "#lib/access.ts";
import { hashOfSecret, newSecret } from "#lib/accounts/rules.ts";
import { createSignIn } from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { permitCall, permitLockedCall } from "#lib/calls/server/permit-call.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { emit } from "#lib/events.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { applyRulesToCall } from "#lib/sessions/server/apply-rules.ts";
import { evictInTx, finishEvictions } from "#lib/sessions/server/evict-members.ts";
import {
  isToken,
  linkExpiry,
  linkRateLimit,
  redeemRateLimit,
  signInsPerLink,
  tokenHashOf,
  tokenOf,
} from "./rules.ts";
import * as store from "./store.ts";

const urlOf = (linkId: string) => `${env().PUBLIC_URL}/invite/${tokenOf(linkId, env().APP_SECRET)}`;

/** Creates a link in the caller's transaction. */
export const addLink = async (
  tx: Tx,
  permit: Permit<"members.manage"> | Permit<"appointment.create">,
  link: { memberId: string; endsAt: Date | null; createdById: string },
  now: Date,
) => {
  const id = randomUUID();
  const tokenHash = tokenHashOf(tokenOf(id, env().APP_SECRET));
  const { memberId, createdById } = link;
  await store.insertLink(tx, permit, {
    id,
    memberId,
    createdById,
    tokenHash,
    expiresAt: linkExpiry(link.endsAt, now),
  });
  return { linkId: id, url: urlOf(id) };
};

const manage = async (client: Tx | ReturnType<typeof db>, actor: Actor, ref: CallRef) =>
  (await permitCall(client, actor, ref, "members.manage")).permit;

/** Older links keep working. @throws AppError NOT_FOUND, NOT_ALLOWED, TOO_MANY_ATTEMPTS */
export const createInviteLink = async (
  actor: Actor,
  input: CallRef & { memberId: string },
  now = new Date(),
) => {
  await enforceRateLimit(`links:${actor.userId}`, linkRateLimit, now);
  return transaction(async (tx) => {
    const permit = await manage(tx, actor, input);
    const member = await store.memberForLink(tx, input, input.memberId);
    if (!member) throw new AppError("NOT_FOUND");
    const endsAt = member.call.appointment?.endsAt ?? null;
    const link = await addLink(tx, permit, { memberId: member.id, endsAt, createdById: actor.userId }, now);
    const details = { linkId: link.linkId, memberId: member.id };
    await record(tx, [auditEntry("invite.created", actor.userId, input, details)], now);
    return link;
  });
};

/** Revokes a link. Anyone using it is removed, from a live visit too. */
export const revokeInviteLink = async (
  actor: Actor,
  input: CallRef & { linkId: string },
  now = new Date(),
) => {
  const { memberId, out } = await transaction(async (tx) => {
    const { permit } = await permitLockedCall(tx, actor, input, "members.manage");
    const revoked = await store.revokeLink(tx, permit, input, input.linkId, now);
    if (!revoked) throw new AppError("NOT_FOUND");
    const shut = await evictInTx(tx, input, [revoked.memberId]);
    await emit(tx, { kind: "call-changed", type: input.type, id: input.id });
    // Makes their streams check again and end.
    await emit(tx, { kind: "sign-in-ended", userId: revoked.userId });
    await record(tx, [auditEntry("invite.revoked", actor.userId, input, { linkId: input.linkId })], now);
    // The member may also be connected by another link, and then moves with the others.
    return { memberId: revoked.memberId, out: shut && { ...shut, memberIds: [] } };
  });
  await (out?.moved ? finishEvictions([out]) : applyRulesToCall(input, now, [memberId]));
  return { revoked: true };
};

/** The working links of a call. `url` is null if the app's secret has changed since. */
export const inviteLinks = async (actor: Actor, ref: CallRef, now = new Date()) => {
  const permit = await manage(db(), actor, ref);
  const links = await store.linksOf(permit, ref, now);
  return links.map(({ tokenHash, ...link }) => {
    const known = tokenHashOf(tokenOf(link.id, env().APP_SECRET)) === tokenHash;
    return { ...link, url: known ? urlOf(link.id) : null };
  });
};

/** What the link's page shows; null for any token that doesn't work. Uses nothing up. */
export const viewInvite = async (token: string, now = new Date()) => {
  const link = isToken(token) ? await store.workingLink(tokenHashOf(token), now) : null;
  if (!link) return null;
  const { call, user, role } = link.member;
  const state = call.appointment?.status === "cancelled" ? "cancelled" : call.endedAt ? "ended" : "open";
  return {
    name: user.name,
    role,
    timeZone: user.timeZone,
    locale: user.locale,
    kind: call.callType.name,
    clinician: call.appointment?.clinician.name ?? null,
    startsAt: call.appointment?.startsAt ?? call.startsAt,
    endsAt: call.appointment?.endsAt ?? null,
    state: state as "open" | "ended" | "cancelled",
  };
};

/** A link keeps working, for its newest twenty browsers. @throws AppError LINK_EXPIRED, TOO_MANY_ATTEMPTS */
export const redeemInvite = async (input: { token: string; userAgent: string }, now = new Date()) => {
  const link = isToken(input.token) ? await store.workingLink(tokenHashOf(input.token), now) : null;
  if (!link) throw new AppError("LINK_EXPIRED");
  await enforceRateLimit(`invite:${link.id}`, redeemRateLimit, now);
  const { call, user } = link.member;
  const secret = newSecret();
  await transaction(async (tx) => {
    // Locks the link, so that simultaneous sign-ins are counted one after another.
    await store.markUsed(tx, link.id, now);
    const created = await createSignIn(tx, {
      kind: "link",
      secretHash: hashOfSecret(secret),
      userId: user.id,
      memberId: link.memberId,
      inviteLinkId: link.id,
      userAgent: input.userAgent.slice(0, 400),
      expiresAt: link.expiresAt,
    });
    const crowdedOut = await store.keepNewestSignIns(tx, link.id, signInsPerLink, now);
    if (crowdedOut.length > 0) await emit(tx, { kind: "sign-in-ended", userId: user.id });
    const redeemed = auditEntry("invite.redeemed", user.id, call, { linkId: link.id, signInId: created.id });
    const ended = crowdedOut.map(({ id }) => auditEntry("sign-in.ended", null, id, { of: user.id }));
    await record(tx, [redeemed, ...ended], now);
  });
  return { secret, expiresAt: link.expiresAt, type: call.type, id: call.id };
};
