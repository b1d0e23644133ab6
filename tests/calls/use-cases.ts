import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access.ts";
import { getSession, listSessions } from "#lib/attendance/server.ts";
import { addBack, addFromForm, addMany } from "#lib/bulk-changes/server/add-members.ts";
import { changeRoles, removeMany } from "#lib/bulk-changes/server/change-selected.ts";
import { exportChange } from "#lib/bulk-changes/server/export-change.ts";
import { resumeChange, stopChange } from "#lib/bulk-changes/server/stop-change.ts";
import { bulkChange, bulkChanges } from "#lib/bulk-changes/server/view-change.ts";
import { builtInTypes } from "#lib/call-types/rules.ts";
import {
  createCallType,
  deleteCallType,
  getCallType,
  listCallTypes,
  schedulableTypes,
  setCallTypeRetired,
  updateCallType,
} from "#lib/call-types/server.ts";
import { browseCalls } from "#lib/calls/server/browse-calls.ts";
import { deleteCall } from "#lib/calls/server/delete-call.ts";
import { updateCall } from "#lib/calls/server/update-call.ts";
import { callForAdmin, createCall, endCall, getCall, overview, queryCalls } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { createInviteLink, inviteLinks, revokeInviteLink } from "#lib/invites/server.ts";
import { joinCall } from "#lib/joining/server/enter-call.ts";
import { explainJoin, joinDecisionFor } from "#lib/joining/server/explain-join.ts";
import { visitView } from "#lib/joining/server/view-visit.ts";
import { browseMembers, suggestNames } from "#lib/members/server/browse-members.ts";
import { exportMembers } from "#lib/members/server/export-members.ts";
import { blockUser, grant, muteMember, revoke, unblockUser } from "#lib/members/server/moderate-member.ts";
import { countMembers, eachMember, queryMembers, updateMembers } from "#lib/members/server.ts";
import { acceptRing, answerRing, declineRing } from "#lib/rings/server/answer-ring.ts";
import { cancelRing } from "#lib/rings/server/cancel-ring.ts";
import { listMissedRings } from "#lib/rings/server/list-missed.ts";
import { extendSession } from "#lib/sessions/server/extend-session.ts";
import { noteConnection } from "#lib/sessions/server/note-connection.ts";
import { ringCall } from "#lib/starting/server/ring-call.ts";
import { startVisit } from "#lib/starting/server/start-visit.ts";
import type { About, Needs } from "./call-fixtures.ts";

type Ask = (actor: Actor, about: About) => unknown;
type UseCase = { readonly ask: Ask; readonly needs: Needs };
const entry = (ask: Ask, needs: Needs = {}): UseCase => ({ ask, needs });

const refOf = ({ type, id }: About) => ({ type, id });
const device = "window-of-the-test";

/** Reads all rows: a lazy result is refused only when it is read. */
const readAll = async (rows: AsyncIterable<unknown>) => {
  for await (const _ of rows);
};

/** A type without calls, created without a use case. */
const [consultation] = builtInTypes;
const newType = async () => {
  if (!consultation) throw new Error("no built-in type");
  const { settings, grants } = consultation;
  const type = { id: randomUUID(), name: "Made for the test", settings, grants };
  await db().callType.create({ data: type });
  return { ...type, version: 1 };
};

const formWith = (fields: Record<string, string>) => {
  const body = new URLSearchParams(fields);
  return new Request("http://localhost/", { method: "POST", body });
};

const adding = (about: About) => ({
  ...refOf(about),
  requestId: randomUUID(),
  text: "unknown@bedside.example",
  role: "patient" as const,
});
const choosing = (about: About) => ({
  ...refOf(about),
  requestId: randomUUID(),
  selection: { memberIds: [about.other.memberId] },
});
const aMember = (about: About) => ({ ...refOf(about), memberId: about.other.memberId });
const aPerson = (about: About) => ({ ...refOf(about), userId: about.other.userId });
const aChange = (about: About) => ({ ...refOf(about), changeId: about.changeId });

/** Every use case about calls, by noun and name, asked in a way that only the permission can fail. */
export const useCases = {
  "calls createCall": entry((actor, about) => createCall(actor, refOf(about))),
  "calls getCall": entry((actor, about) => getCall(actor, refOf(about))),
  "calls endCall": entry((actor, about) => endCall(actor, refOf(about))),
  "calls queryCalls": entry((actor) => queryCalls(actor, {})),
  "calls browseCalls": entry((actor) => browseCalls(actor, { filter: {}, limit: 10 })),
  "calls callForAdmin": entry((actor, about) => callForAdmin(actor, refOf(about))),
  "calls overview": entry((actor) => overview(actor)),
  "calls updateCall": entry((actor, about) => updateCall(actor, { ...refOf(about), custom: { a: 1 } })),
  "calls deleteCall": entry((actor, about) => deleteCall(actor, refOf(about))),

  "members queryMembers": entry((actor, about) => queryMembers(actor, refOf(about))),
  "members countMembers": entry((actor, about) => countMembers(actor, refOf(about))),
  "members eachMember": entry((actor, about) => readAll(eachMember(actor, refOf(about)))),
  "members updateMembers": entry((actor, about) =>
    updateMembers(actor, {
      ...refOf(about),
      update: [{ userId: about.other.userId, role: "companion" }],
      remove: [about.other.memberId],
    }),
  ),
  "members browseMembers": entry((actor, about) =>
    browseMembers(actor, { ...refOf(about), filter: {}, sort: [], limit: 10 }),
  ),
  "members suggestNames": entry((actor, about) => suggestNames(actor, { ...refOf(about), text: "ada" })),
  "members exportMembers": entry(async (actor, about) =>
    readAll((await exportMembers(actor, { ...refOf(about), filter: "", sort: "" })).rows),
  ),
  "members blockUser": entry((actor, about) => blockUser(actor, aPerson(about))),
  "members unblockUser": entry((actor, about) => unblockUser(actor, aPerson(about))),
  "members grant": entry((actor, about) => grant(actor, { ...aMember(about), capability: "share-screen" })),
  "members revoke": entry((actor, about) => revoke(actor, { ...aMember(about), capability: "share-screen" })),
  "members muteMember": entry((actor, about) =>
    muteMember(actor, { ...aMember(about), source: "microphone" }),
  ),

  "starting ringCall": entry((actor, about) =>
    ringCall(actor, { ...refOf(about), memberIds: [about.other.memberId] }),
  ),
  "rings cancelRing": entry((actor, about) => cancelRing(actor, refOf(about))),
  "rings acceptRing": entry((actor, about) => acceptRing(actor, refOf(about))),
  "rings declineRing": entry((actor, about) => declineRing(actor, refOf(about))),
  "rings answerRing": entry((actor, about) => answerRing(actor, { ...refOf(about), answer: "accept" })),
  "rings listMissedRings": entry((actor) => listMissedRings(actor)),

  "starting startVisit": entry((actor, about) => startVisit(actor, refOf(about))),
  "sessions extendSession": entry((actor, about) => extendSession(actor, { ...refOf(about), minutes: 5 })),
  "sessions noteConnection": entry((actor, about) =>
    noteConnection(actor, { ...refOf(about), sid: "PA_notInTheRoom" }),
  ),

  "attendance listSessions": entry((actor, about) => listSessions(actor, { ...refOf(about), before: null })),
  "attendance getSession": entry((actor, about) =>
    getSession(actor, { ...refOf(about), sessionId: about.sessionId, after: null }),
  ),

  "joining joinCall": entry((actor, about) => joinCall(actor, { ...refOf(about), device, takeOver: false })),
  "joining visitView": entry((actor, about) => visitView(actor, refOf(about))),
  "joining joinDecisionFor": entry((actor, about) => joinDecisionFor(actor, aPerson(about))),
  "joining explainJoin": entry((actor, about) => explainJoin(actor, aPerson(about))),

  "bulk-changes addMany": entry((actor, about) => addMany(actor, adding(about))),
  "bulk-changes removeMany": entry((actor, about) => removeMany(actor, choosing(about))),
  "bulk-changes changeRoles": entry((actor, about) =>
    changeRoles(actor, { ...choosing(about), role: "observer" }),
  ),
  "bulk-changes addBack": entry(
    (actor, about) => addBack(actor, { ...aChange(about), requestId: randomUUID() }),
    { change: { kind: "remove", state: "done" } },
  ),
  "bulk-changes stopChange": entry((actor, about) => stopChange(actor, aChange(about)), {
    change: { kind: "add", state: "running" },
  }),
  "bulk-changes resumeChange": entry((actor, about) => resumeChange(actor, aChange(about)), {
    change: { kind: "add", state: "stopped" },
  }),
  "bulk-changes bulkChange": entry(
    (actor, about) => bulkChange(actor, { ...aChange(about), only: "all", after: 0 }),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes bulkChanges": entry((actor, about) => bulkChanges(actor, refOf(about))),
  "bulk-changes exportChange": entry(
    async (actor, about) => readAll((await exportChange(actor, { ...aChange(about), only: "all" })).rows),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes addFromForm": entry((actor, about) => addFromForm(actor, formWith(adding(about)))),

  "invites createInviteLink": entry((actor, about) => createInviteLink(actor, aMember(about))),
  "invites revokeInviteLink": entry((actor, about) =>
    revokeInviteLink(actor, { ...refOf(about), linkId: about.other.linkId }),
  ),
  "invites inviteLinks": entry((actor, about) => inviteLinks(actor, refOf(about))),

  "call-types schedulableTypes": entry((actor) => schedulableTypes(actor)),
  "call-types listCallTypes": entry((actor) => listCallTypes(actor)),
  "call-types getCallType": entry((actor) => getCallType(actor, { id: "default" })),
  "call-types createCallType": entry(async (actor) => {
    const { version: _version, ...type } = await newType();
    return createCallType(actor, { ...type, id: randomUUID() });
  }),
  "call-types updateCallType": entry(async (actor) =>
    updateCallType(actor, { ...(await newType()), name: "Changed" }),
  ),
  "call-types setCallTypeRetired": entry(async (actor) =>
    setCallTypeRetired(actor, { id: (await newType()).id, retired: true }),
  ),
  "call-types deleteCallType": entry(async (actor) => deleteCallType(actor, { id: (await newType()).id })),
} satisfies Record<string, UseCase>;
