import "server-only";
import { type Actor, type CallRef, can } from "#lib/access.ts";
import { AppError } from "#lib/errors.ts";
import { companionsShown, showsEverybody, toldToPerson } from "#lib/joining/rules.ts";
import { findOwnFacts, type OwnFacts } from "#lib/joining/store/find-facts.ts";
import { listCompanions } from "#lib/joining/store/list-companions.ts";
import { browserUrl, videoConfigured } from "#lib/livekit.ts";
import { countMembers } from "#lib/members/store.ts";
import { endedByLimit } from "#lib/sessions/store/find-ended.ts";
import { decideOwn, relationIn, rightsIn } from "./decide-own.ts";

type ViewInput = CallRef & { readonly device?: string };

/** @throws AppError NOT_FOUND, LINK_EXPIRED */
function decisionToShow(facts: OwnFacts | null, actor: Actor, given: ViewInput, now: Date) {
  const device = given.device ?? facts?.person.member?.connectedDevice ?? "";
  const decided = decideOwn(facts, actor, { device, takeOver: false }, now);
  const decision = decided.ok ? decided : toldToPerson(decided);
  const hidden = !decision.ok && (decision.code === "NOT_FOUND" || decision.code === "LINK_EXPIRED");
  if (hidden) throw new AppError(decision.code);
  return decision;
}

async function companions(facts: OwnFacts, actor: Actor, ref: CallRef, now: Date) {
  const memberCount = await countMembers(ref);
  const everybody = showsEverybody(facts.grants, memberCount);
  const presence = can(actor, "call.start", relationIn(facts, ref));
  const query = { leadersOnly: !everybody, presence, limit: companionsShown };
  return { memberCount, everybody, members: await listCompanions(actor, ref, query, now) };
}

const noCompanions = { memberCount: 0, everybody: false, members: [] };

/** For the browser to connect early. */
const videoOrigin = () => (videoConfigured() ? new URL(browserUrl().replace(/^ws/, "http")).origin : null);

/**
 * All that the visit's page shows to a member. `decision` is joinCall's, except that without `device` it never is OTHER_DEVICE.
 * @throws AppError NOT_FOUND, LINK_EXPIRED
 */
export async function visitView(actor: Actor, input: ViewInput, now = new Date()) {
  const facts = await findOwnFacts(actor, input, now);
  const decision = decisionToShow(facts, actor, input, now);
  if (!facts?.person.memberId || !facts.person.role || !facts.person.member) throw new AppError("NOT_FOUND");
  const { call, kind, endsAt, timeZone } = facts;
  const blocked = !decision.ok && decision.code === "BLOCKED";
  const session = blocked ? null : facts.session;
  return {
    type: input.type,
    id: input.id,
    kind,
    startsAt: call.startsAt,
    endsAt,
    timeZone,
    decision,
    live: call.live && !blocked,
    startedAt: session?.startedAt ?? null,
    sessionEndsAt: session?.endsAt ?? null,
    /** The last session has just reached its limit. */
    timeUp: facts.session === null && (await endedByLimit(input, now)),
    /** The server's clock, which `sessionEndsAt` goes by. */
    now,
    videoOrigin: videoOrigin(),
    connected: facts.person.member.connectedDevice !== null,
    self: { id: facts.person.memberId, name: actor.name, role: facts.person.role },
    capabilities: facts.person.member.capabilities,
    ...rightsIn(facts, actor, input),
    ...(blocked ? noCompanions : await companions(facts, actor, input, now)),
  };
}
export type VisitView = Awaited<ReturnType<typeof visitView>>;
