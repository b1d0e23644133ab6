import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access.ts";
import { getSession, listSessions } from "#lib/attendance/server.ts";
import { addFromForm } from "#lib/bulk-changes/server/add-from-form.ts";
import {
  addBack,
  addMany,
  bulkChange,
  bulkChanges,
  changeRoles,
  exportChange,
  removeMany,
  resumeChange,
  stopChange,
} from "#lib/bulk-changes/server.ts";
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
import { explainedJoin } from "#lib/joining/server/explain-join.ts";
import { explainJoin, joinCall, visitView } from "#lib/joining/server.ts";
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
import type { About, Needs } from "./scene.ts";

type Ask = (actor: Actor, about: About) => unknown;
type Verb = { readonly ask: Ask; readonly needs: Needs };
const verb = (ask: Ask, needs: Needs = {}): Verb => ({ ask, needs });

const refOf = ({ type, id }: About) => ({ type, id });
const device = "window-of-the-test";

/** Reads all that an answer has to give: what is lazy is refused only when it is read. */
const readAll = async (rows: AsyncIterable<unknown>) => {
  for await (const _ of rows);
};

/** A type that no call is of, made beside the use cases. */
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
  text: "nobody@bedside.example",
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

/** Every use case about calls, by its noun and name, asked so that nothing but who asks can be in the way. */
export const verbs = {
  "calls createCall": verb((actor, about) => createCall(actor, refOf(about))),
  "calls getCall": verb((actor, about) => getCall(actor, refOf(about))),
  "calls endCall": verb((actor, about) => endCall(actor, refOf(about))),
  "calls queryCalls": verb((actor) => queryCalls(actor, {})),
  "calls browseCalls": verb((actor) => browseCalls(actor, { filter: {}, limit: 10 })),
  "calls callForAdmin": verb((actor, about) => callForAdmin(actor, refOf(about))),
  "calls overview": verb((actor) => overview(actor)),
  "calls updateCall": verb((actor, about) => updateCall(actor, { ...refOf(about), custom: { a: 1 } })),
  "calls deleteCall": verb((actor, about) => deleteCall(actor, refOf(about))),

  "members queryMembers": verb((actor, about) => queryMembers(actor, refOf(about))),
  "members countMembers": verb((actor, about) => countMembers(actor, refOf(about))),
  "members eachMember": verb((actor, about) => readAll(eachMember(actor, refOf(about)))),
  "members updateMembers": verb((actor, about) =>
    updateMembers(actor, {
      ...refOf(about),
      update: [{ userId: about.other.userId, role: "companion" }],
      remove: [about.other.memberId],
    }),
  ),
  "members browseMembers": verb((actor, about) =>
    browseMembers(actor, { ...refOf(about), filter: {}, sort: [], limit: 10 }),
  ),
  "members suggestNames": verb((actor, about) => suggestNames(actor, { ...refOf(about), text: "ada" })),
  "members exportMembers": verb(async (actor, about) =>
    readAll((await exportMembers(actor, { ...refOf(about), filter: "", sort: "" })).rows),
  ),
  "members blockUser": verb((actor, about) => blockUser(actor, aPerson(about))),
  "members unblockUser": verb((actor, about) => unblockUser(actor, aPerson(about))),
  "members grant": verb((actor, about) => grant(actor, { ...aMember(about), capability: "share-screen" })),
  "members revoke": verb((actor, about) => revoke(actor, { ...aMember(about), capability: "share-screen" })),
  "members muteMember": verb((actor, about) =>
    muteMember(actor, { ...aMember(about), source: "microphone" }),
  ),

  "starting ringCall": verb((actor, about) =>
    ringCall(actor, { ...refOf(about), memberIds: [about.other.memberId] }),
  ),
  "rings cancelRing": verb((actor, about) => cancelRing(actor, refOf(about))),
  "rings acceptRing": verb((actor, about) => acceptRing(actor, refOf(about))),
  "rings declineRing": verb((actor, about) => declineRing(actor, refOf(about))),
  "rings answerRing": verb((actor, about) => answerRing(actor, { ...refOf(about), answer: "accept" })),
  "rings listMissedRings": verb((actor) => listMissedRings(actor)),

  "starting startVisit": verb((actor, about) => startVisit(actor, refOf(about))),
  "sessions extendSession": verb((actor, about) => extendSession(actor, { ...refOf(about), minutes: 5 })),
  "sessions noteConnection": verb((actor, about) =>
    noteConnection(actor, { ...refOf(about), sid: "PA_notInTheRoom" }),
  ),

  "attendance listSessions": verb((actor, about) => listSessions(actor, { ...refOf(about), before: null })),
  "attendance getSession": verb((actor, about) =>
    getSession(actor, { ...refOf(about), sessionId: about.sessionId, after: null }),
  ),

  "joining joinCall": verb((actor, about) => joinCall(actor, { ...refOf(about), device, takeOver: false })),
  "joining visitView": verb((actor, about) => visitView(actor, refOf(about))),
  "joining explainJoin": verb((actor, about) => explainJoin(actor, aPerson(about))),
  "joining explainedJoin": verb((actor, about) => explainedJoin(actor, aPerson(about))),

  "bulk-changes addMany": verb((actor, about) => addMany(actor, adding(about))),
  "bulk-changes removeMany": verb((actor, about) => removeMany(actor, choosing(about))),
  "bulk-changes changeRoles": verb((actor, about) =>
    changeRoles(actor, { ...choosing(about), role: "observer" }),
  ),
  "bulk-changes addBack": verb(
    (actor, about) => addBack(actor, { ...aChange(about), requestId: randomUUID() }),
    { change: { kind: "remove", state: "done" } },
  ),
  "bulk-changes stopChange": verb((actor, about) => stopChange(actor, aChange(about)), {
    change: { kind: "add", state: "running" },
  }),
  "bulk-changes resumeChange": verb((actor, about) => resumeChange(actor, aChange(about)), {
    change: { kind: "add", state: "stopped" },
  }),
  "bulk-changes bulkChange": verb(
    (actor, about) => bulkChange(actor, { ...aChange(about), only: "all", after: 0 }),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes bulkChanges": verb((actor, about) => bulkChanges(actor, refOf(about))),
  "bulk-changes exportChange": verb(
    async (actor, about) => readAll((await exportChange(actor, { ...aChange(about), only: "all" })).rows),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes addFromForm": verb((actor, about) => addFromForm(actor, formWith(adding(about)))),

  "invites createInviteLink": verb((actor, about) => createInviteLink(actor, aMember(about))),
  "invites revokeInviteLink": verb((actor, about) =>
    revokeInviteLink(actor, { ...refOf(about), linkId: about.other.linkId }),
  ),
  "invites inviteLinks": verb((actor, about) => inviteLinks(actor, refOf(about))),

  "call-types schedulableTypes": verb((actor) => schedulableTypes(actor)),
  "call-types listCallTypes": verb((actor) => listCallTypes(actor)),
  "call-types getCallType": verb((actor) => getCallType(actor, { id: "default" })),
  "call-types createCallType": verb(async (actor) => {
    const { version: _version, ...type } = await newType();
    return createCallType(actor, { ...type, id: randomUUID() });
  }),
  "call-types updateCallType": verb(async (actor) =>
    updateCallType(actor, { ...(await newType()), name: "Changed" }),
  ),
  "call-types setCallTypeRetired": verb(async (actor) =>
    setCallTypeRetired(actor, { id: (await newType()).id, retired: true }),
  ),
  "call-types deleteCallType": verb(async (actor) => deleteCallType(actor, { id: (await newType()).id })),
} satisfies Record<string, Verb>;
