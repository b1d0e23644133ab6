import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access.ts";
import { getSession, listSessions } from "#lib/attendance/server.ts";
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
import { addFromForm } from "#lib/bulk-changes/upload.ts";
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
import { browseCalls } from "#lib/calls/browse.ts";
import { deleteCall, updateCall } from "#lib/calls/change.ts";
import { callForAdmin, createCall, endCall, getCall, overview, queryCalls } from "#lib/calls/server.ts";
import { db } from "#lib/db.ts";
import { createInviteLink, inviteLinks, revokeInviteLink } from "#lib/invites/server.ts";
import { explainedJoin } from "#lib/joining/explain.ts";
import { explainJoin, joinCall, visitView } from "#lib/joining/server.ts";
import { browseMembers, suggestNames } from "#lib/members/browse.ts";
import { exportMembers } from "#lib/members/export.ts";
import { countMembers, eachMember, queryMembers, updateMembers } from "#lib/members/server.ts";
import { blockUser, grant, muteMember, revoke, unblockUser } from "#lib/members/standing.ts";
import { acceptRing, answerRing, cancelRing, declineRing, missedRings, ringCall } from "#lib/rings/server.ts";
import { noteConnection } from "#lib/sessions/connected.ts";
import { extendSession } from "#lib/sessions/limit.ts";
import { startVisit } from "#lib/sessions/server.ts";
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

/** Every use case about calls, by its file and name, asked so that nothing but who asks can be in the way. */
export const verbs = {
  "calls/server createCall": verb((actor, about) => createCall(actor, refOf(about))),
  "calls/server getCall": verb((actor, about) => getCall(actor, refOf(about))),
  "calls/server endCall": verb((actor, about) => endCall(actor, refOf(about))),
  "calls/server queryCalls": verb((actor) => queryCalls(actor, {})),
  "calls/browse browseCalls": verb((actor) => browseCalls(actor, { filter: {}, limit: 10 })),
  "calls/server callForAdmin": verb((actor, about) => callForAdmin(actor, refOf(about))),
  "calls/server overview": verb((actor) => overview(actor, {})),
  "calls/change updateCall": verb((actor, about) => updateCall(actor, { ...refOf(about), custom: { a: 1 } })),
  "calls/change deleteCall": verb((actor, about) => deleteCall(actor, refOf(about))),

  "members/server queryMembers": verb((actor, about) => queryMembers(actor, refOf(about))),
  "members/server countMembers": verb((actor, about) => countMembers(actor, refOf(about))),
  "members/server eachMember": verb((actor, about) => readAll(eachMember(actor, refOf(about)))),
  "members/server updateMembers": verb((actor, about) =>
    updateMembers(actor, {
      ...refOf(about),
      update: [{ userId: about.other.userId, role: "companion" }],
      remove: [about.other.memberId],
    }),
  ),
  "members/browse browseMembers": verb((actor, about) =>
    browseMembers(actor, { ...refOf(about), filter: {}, sort: [], limit: 10 }),
  ),
  "members/browse suggestNames": verb((actor, about) =>
    suggestNames(actor, { ...refOf(about), text: "ada" }),
  ),
  "members/export exportMembers": verb(async (actor, about) =>
    readAll((await exportMembers(actor, { ...refOf(about), filter: "", sort: "" })).rows),
  ),
  "members/standing blockUser": verb((actor, about) => blockUser(actor, aPerson(about))),
  "members/standing unblockUser": verb((actor, about) => unblockUser(actor, aPerson(about))),
  "members/standing grant": verb((actor, about) =>
    grant(actor, { ...aMember(about), capability: "share-screen" }),
  ),
  "members/standing revoke": verb((actor, about) =>
    revoke(actor, { ...aMember(about), capability: "share-screen" }),
  ),
  "members/standing muteMember": verb((actor, about) =>
    muteMember(actor, { ...aMember(about), source: "microphone" }),
  ),

  "rings/server ringCall": verb((actor, about) =>
    ringCall(actor, { ...refOf(about), memberIds: [about.other.memberId] }),
  ),
  "rings/server cancelRing": verb((actor, about) => cancelRing(actor, refOf(about))),
  "rings/server acceptRing": verb((actor, about) => acceptRing(actor, refOf(about))),
  "rings/server declineRing": verb((actor, about) => declineRing(actor, refOf(about))),
  "rings/server answerRing": verb((actor, about) => answerRing(actor, { ...refOf(about), answer: "accept" })),
  "rings/server missedRings": verb((actor) => missedRings(actor)),

  "sessions/server startVisit": verb((actor, about) => startVisit(actor, refOf(about))),
  "sessions/limit extendSession": verb((actor, about) =>
    extendSession(actor, { ...refOf(about), minutes: 5 }),
  ),
  "sessions/connected noteConnection": verb((actor, about) =>
    noteConnection(actor, { ...refOf(about), sid: "PA_notInTheRoom" }),
  ),

  "attendance/server listSessions": verb((actor, about) =>
    listSessions(actor, { ...refOf(about), before: null }),
  ),
  "attendance/server getSession": verb((actor, about) =>
    getSession(actor, { ...refOf(about), sessionId: about.sessionId, after: null }),
  ),

  "joining/server joinCall": verb((actor, about) =>
    joinCall(actor, { ...refOf(about), device, takeOver: false }),
  ),
  "joining/server visitView": verb((actor, about) => visitView(actor, refOf(about))),
  "joining/server explainJoin": verb((actor, about) => explainJoin(actor, aPerson(about))),
  "joining/explain explainedJoin": verb((actor, about) => explainedJoin(actor, aPerson(about))),

  "bulk-changes/server addMany": verb((actor, about) => addMany(actor, adding(about))),
  "bulk-changes/server removeMany": verb((actor, about) => removeMany(actor, choosing(about))),
  "bulk-changes/server changeRoles": verb((actor, about) =>
    changeRoles(actor, { ...choosing(about), role: "observer" }),
  ),
  "bulk-changes/server addBack": verb(
    (actor, about) => addBack(actor, { ...aChange(about), requestId: randomUUID() }),
    { change: { kind: "remove", state: "done" } },
  ),
  "bulk-changes/server stopChange": verb((actor, about) => stopChange(actor, aChange(about)), {
    change: { kind: "add", state: "running" },
  }),
  "bulk-changes/server resumeChange": verb((actor, about) => resumeChange(actor, aChange(about)), {
    change: { kind: "add", state: "stopped" },
  }),
  "bulk-changes/server bulkChange": verb(
    (actor, about) => bulkChange(actor, { ...aChange(about), only: "all", after: 0 }),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes/server bulkChanges": verb((actor, about) => bulkChanges(actor, refOf(about))),
  "bulk-changes/server exportChange": verb(
    async (actor, about) => readAll((await exportChange(actor, { ...aChange(about), only: "all" })).rows),
    { change: { kind: "add", state: "done" } },
  ),
  "bulk-changes/upload addFromForm": verb((actor, about) => addFromForm(actor, formWith(adding(about)))),

  "invites/server createInviteLink": verb((actor, about) => createInviteLink(actor, aMember(about))),
  "invites/server revokeInviteLink": verb((actor, about) =>
    revokeInviteLink(actor, { ...refOf(about), linkId: about.other.linkId }),
  ),
  "invites/server inviteLinks": verb((actor, about) => inviteLinks(actor, refOf(about))),

  "call-types/server schedulableTypes": verb((actor) => schedulableTypes(actor)),
  "call-types/server listCallTypes": verb((actor) => listCallTypes(actor, {})),
  "call-types/server getCallType": verb((actor) => getCallType(actor, { id: "default" })),
  "call-types/server createCallType": verb(async (actor) => {
    const { version: _version, ...type } = await newType();
    return createCallType(actor, { ...type, id: randomUUID() });
  }),
  "call-types/server updateCallType": verb(async (actor) =>
    updateCallType(actor, { ...(await newType()), name: "Changed" }),
  ),
  "call-types/server setCallTypeRetired": verb(async (actor) =>
    setCallTypeRetired(actor, { id: (await newType()).id, retired: true }),
  ),
  "call-types/server deleteCallType": verb(async (actor) =>
    deleteCallType(actor, { id: (await newType()).id }),
  ),
} satisfies Record<string, Verb>;
