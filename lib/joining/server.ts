import "server-only";
import { type Actor, allow, type CallRef, can } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { transaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { noteRefusal } from "#lib/joining/server/note-refusal.ts";
import {
  browserUrl,
  deleteRoom,
  ensureRoom,
  isConnected,
  mintToken,
  tokenTtlSeconds,
  videoConfigured,
} from "#lib/livekit.ts";
import { countMembers } from "#lib/members/store.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import { answerRingInTx } from "#lib/rings/server/settle-rings.ts";
import { roomName } from "#lib/sessions/rules.ts";
import { endedByLimit, isOpenRoom } from "#lib/sessions/store.ts";
import {
  companionsShown,
  decideJoin,
  hasNoWayIn,
  type JoinDecision,
  type JoinInput,
  type JoinRefusal,
  joinRateLimit,
  lostWayIn,
  showsEverybody,
  toldToPerson,
} from "./rules.ts";
import * as store from "./store.ts";

type OwnFacts = NonNullable<Awaited<ReturnType<typeof store.ownFacts>>>;
type Window = { readonly device: string; readonly takeOver: boolean };

const decideForSelf = (actor: Actor, facts: OwnFacts | null, window: Window, now: Date): JoinDecision =>
  decideJoin(
    facts?.call ?? null,
    facts?.person.member ?? null,
    {
      disabled: facts?.person.disabled ?? false,
      teamIds: actor.teamIds,
      linkExpired: facts?.linkWorks === false,
      ...window,
    },
    now,
  );

const refusal = (told: JoinRefusal, mayStart: boolean) => {
  if (told.code === "TOO_EARLY") return new AppError(told.code, { opensAt: told.opensAt.toISOString() });
  return told.code === "WAITING" ? new AppError(told.code, { mayStart }) : new AppError(told.code);
};

/** The other window may be gone already, with nobody having told us: LiveKit knows. */
const recheckOtherDevice = async (facts: OwnFacts, memberId: string): Promise<OwnFacts> => {
  const { session, person, generation } = facts;
  if (!session || !person.member) return facts;
  const room = roomName({ sessionId: session.id, generation });
  if (await isConnected(room, memberId)) return facts;
  return { ...facts, person: { ...person, member: { ...person.member, connectedDevice: null } } };
};

/**
 * Lets the actor in: decides, sees to it that the room is there, and mints a token for it that lasts a minute.
 * @returns `url` for livekit-client, `token`, `identity` (the member's id), and what the member may do
 * @throws AppError with the code of the refusal: `NOT_FOUND` to every stranger, `TOO_EARLY` with `opensAt`, `WAITING`
 *   with `mayStart`, `OTHER_DEVICE` until asked with `takeOver`; `TOO_MANY_ATTEMPTS`, `VIDEO_UNAVAILABLE`
 */
export const joinCall = async (actor: Actor, input: JoinInput, now = new Date()) => {
  const entered = (await tryJoin(actor, input, now)) ?? (await tryJoin(actor, input, now));
  if (entered) return entered;
  throw new AppError("CONFLICT");
};

/** One try; null when the session closed under our hands, so that the question has to be asked again. */
const tryJoin = async (actor: Actor, input: JoinInput, now: Date) => {
  const { device, takeOver } = input;
  let facts = await store.ownFacts(actor, input, now);
  let decision = decideForSelf(actor, facts, input, now);
  if (!decision.ok && decision.code === "OTHER_DEVICE" && facts?.person.memberId) {
    await enforceRateLimit(`other-device:${facts.person.memberId}`, joinRateLimit, now);
    facts = await recheckOtherDevice(facts, facts.person.memberId);
    decision = decideForSelf(actor, facts, { device, takeOver }, now);
  }
  if (!decision.ok || !facts?.person.memberId || !facts.person.role) {
    const told = toldToPerson(decision.ok ? { ok: false, code: "NOT_FOUND" } : decision);
    await noteRefusal(actor, input, told.code, now);
    throw refusal(told, facts !== null && rightsOf(actor, input, facts).mayStart);
  }
  // Whoever may come early needs no session to be let in; but there is no room before somebody starts one.
  if (!facts.session) throw new AppError("WAITING", { mayStart: rightsOf(actor, input, facts).mayStart });

  const { memberId } = facts.person;
  await enforceRateLimit(`join:${memberId}`, joinRateLimit, now);
  const place = { sessionId: facts.session.id, generation: facts.generation };
  const room = roomName(place);
  await ensureRoom(room, facts.settings);
  // The last word is asked for after the room was made and the token noted: whoever closes the session or refuses the
  // member later finds both, and whoever did so before is seen here.
  await store.noteToken(memberId, now);
  const last = await store.ownFacts(actor, input, now);
  if (last?.session?.id !== place.sessionId || last.generation !== place.generation) {
    // Of whoever was refused meanwhile nothing is said here: then the room is still the one that the others are in.
    if (!(await isOpenRoom(place))) await deleteRoom(room);
    return null;
  }
  const { role } = last.person;
  decision = decideForSelf(actor, last, { device, takeOver: true }, now);
  if (!decision.ok || !role) return null;
  const token = await mintToken({
    room,
    identity: memberId,
    role,
    device,
    signInId: actor.signInId,
    capabilities: decision.capabilities,
  });
  await noteGranted(actor, input, { sessionId: facts.session.id, role }, now);
  return {
    url: browserUrl(),
    token,
    expiresInSeconds: tokenTtlSeconds,
    identity: memberId,
    role,
    sessionId: facts.session.id,
    capabilities: decision.capabilities,
  };
};

/** Coming in, by whatever way, answers the ring. */
const noteGranted = (
  actor: Actor,
  { type, id }: CallRef,
  details: { sessionId: string; role: string },
  now: Date,
) =>
  transaction(async (tx) => {
    const answered = await answerRingInTx(tx, actor, { type, id }, { state: "accepted", reason: null }, now);
    await record(tx, [...answered, auditEntry("join.granted", actor.userId, { type, id }, details)], now);
  });

const relationOf = (ref: CallRef, facts: OwnFacts) => {
  const { memberId, member } = facts.person;
  return {
    ...ref,
    teamId: facts.call.teamId,
    member: memberId && member ? { id: memberId, ...member } : null,
  };
};

const rightsOf = (actor: Actor, ref: CallRef, facts: OwnFacts) => {
  const relation = relationOf(ref, facts);
  const over = facts.call.endedAt !== null || facts.call.cancelledAt !== null;
  return {
    mayStart: !over && !facts.call.live && can(actor, "call.start", relation),
    mayEnd: !over && can(actor, "call.end", relation),
    mayExtend: !over && Boolean(facts.session?.endsAt) && can(actor, "session.extend", relation),
  };
};

const companions = async (actor: Actor, ref: CallRef, facts: OwnFacts, now: Date) => {
  const memberCount = await countMembers(ref);
  const everybody = showsEverybody(facts.grants, memberCount);
  // Whoever may start it is told who is there.
  const presence = can(actor, "call.start", relationOf(ref, facts));
  const query = { leadersOnly: !everybody, presence, limit: companionsShown };
  const members = await store.companionsOf(actor, ref, query, now);
  return { memberCount, everybody, members };
};

/**
 * Everything that the visit's page shows to one of its members: when, with whom, what to do next. `decision` is joinCall's
 * own, without a token; without `device` it never says OTHER_DEVICE, and `connected` tells that some window is in.
 * `members` holds names, so that the room needs none: everybody of a consultation, of a class who leads it. Whoever may
 * start the visit sees as well who of them is there.
 * @throws AppError NOT_FOUND to every stranger, LINK_EXPIRED
 */
export const visitView = async (actor: Actor, input: CallRef & { device?: string }, now = new Date()) => {
  const facts = await store.ownFacts(actor, input, now);
  const device = input.device ?? facts?.person.member?.connectedDevice ?? "";
  const decided = decideForSelf(actor, facts, { device, takeOver: false }, now);
  const decision = decided.ok ? decided : toldToPerson(decided);
  const hidden = !decision.ok && (decision.code === "NOT_FOUND" || decision.code === "LINK_EXPIRED");
  if (hidden) throw new AppError(decision.code);
  if (!facts?.person.memberId || !facts.person.role || !facts.person.member) throw new AppError("NOT_FOUND");
  const blocked = !decision.ok && decision.code === "BLOCKED";
  // What is on is none of their business any more.
  const session = blocked ? null : facts.session;
  const nobody = { memberCount: 0, everybody: false, members: [] };
  return {
    type: input.type,
    id: input.id,
    kind: facts.kind,
    startsAt: facts.call.startsAt,
    endsAt: facts.endsAt,
    timeZone: facts.timeZone,
    decision,
    live: facts.call.live && !blocked,
    startedAt: session?.startedAt ?? null,
    /** When the session that is on ends by its limit; null without one. */
    sessionEndsAt: session?.endsAt ?? null,
    /** The last session was ended by its limit, and that is not long ago. */
    timeUp: facts.session === null && (await endedByLimit(input, now)),
    /** The server's clock, by which `sessionEndsAt` counts. */
    now,
    /** Where the video service is, for the browser to reach out to it early; null without one. */
    videoOrigin: videoConfigured() ? new URL(browserUrl().replace(/^ws/, "http")).origin : null,
    connected: facts.person.member.connectedDevice !== null,
    self: { id: facts.person.memberId, name: actor.name, role: facts.person.role },
    capabilities: facts.person.member.capabilities,
    ...rightsOf(actor, input, facts),
    ...(blocked ? nobody : await companions(actor, input, facts, now)),
  };
};
export type VisitView = Awaited<ReturnType<typeof visitView>>;

/** What decideJoin says to the person whom these facts are about, in the window that they are in, if any. */
export const decideAbout = ({ call, person }: store.JoinFacts, now: Date): JoinDecision => {
  const device = person.member?.connectedDevice ?? "";
  const linkExpired = person.member !== null && hasNoWayIn(person);
  const asked = { disabled: person.disabled, teamIds: person.teamIds, linkExpired, device, takeOver: false };
  return decideJoin(call, person.member, asked, now);
};

/**
 * Why a person can or cannot join, for an admin: the very decision that the person would meet right now, with WRONG_TEAM
 * told apart from NOT_FOUND.
 * @throws AppError NOT_ALLOWED
 */
export const explainJoin = async (
  actor: Actor,
  input: CallRef & { userId: string },
  now = new Date(),
): Promise<JoinDecision> => {
  const facts = await store.factsOf(allow(actor, "admin.read", undefined), input, input.userId, now);
  return facts ? decideAbout(facts, now) : { ok: false, code: "NOT_FOUND" };
};

/**
 * What decideJoin says by now of members who are connected to a call: refused are the removed, blocked and disabled, those
 * whose links were revoked, everybody when the call is over. Ids of nobody's are refused too.
 */
export const decidedAmong = async (
  ref: CallRef,
  memberIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, JoinDecision>> => {
  const facts = await store.factsOfMembers(ref, memberIds, now);
  const people = new Map(facts?.people.map((person) => [person.memberId, person]));
  const call = facts && { ...facts.call, connectedOthers: 0 };
  return new Map(
    memberIds.map((memberId) => {
      const person = people.get(memberId);
      const member = person?.member ?? null;
      // They are in: the window that is connected is their own, whatever the attendances say at this moment.
      const asked = {
        disabled: person?.disabled ?? false,
        teamIds: person?.teamIds ?? [],
        linkExpired: person ? lostWayIn(person) : false,
        device: member?.connectedDevice ?? "",
        takeOver: true,
      };
      return [memberId, decideJoin(call, member, asked, now)];
    }),
  );
};
