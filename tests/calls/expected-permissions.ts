import type { AccountRole } from "#lib/roles.ts";
import type { useCases } from "./use-cases.ts";

/**
 * The expected outcome of every use case for every account and place in a call, written by hand from DESIGN.md sections 1, 4
 * and 6, and not derived from the policy.
 */

/** The outcome that each letter of the table stands for. */
export const outcomes = {
  o: "ok",
  a: "NOT_ALLOWED",
  "-": "NOT_FOUND",
  b: "BLOCKED",
  r: "NOT_RINGING",
} as const;

/**
 * For each kind of account, one letter for each place: clinician, assistant, patient, companion, interpreter, observer,
 * blocked in any of these roles, and outsider (of the call's team, of another team, by a link to another call).
 */
export type Row = Record<AccountRole | "link", string>;

/** The place in the call decides, except for administrators. */
const byPlace = (others: string, admin: string): Row => ({
  admin,
  clinician: others,
  patient: others,
  link: others,
});
/** The account alone decides. */
const byAccount = (letters: Row): Row => ({
  admin: letters.admin.repeat(8),
  clinician: letters.clinician.repeat(8),
  patient: letters.patient.repeat(8),
  link: letters.link.repeat(8),
});

const everyone = byAccount({ admin: "o", clinician: "o", patient: "o", link: "o" });
const adminsOnly = byAccount({ admin: "o", clinician: "a", patient: "a", link: "a" });
/** The call's clinicians and administrators. */
const leads = byPlace("oaaaaaa-", "oooooooo");
/** In a visit only its clinicians lead, so an administrator must be one of them. */
const leadsInVisit = byPlace("oaaaaaa-", "oaaaaaaa");
/** Clinicians, assistants, and administrators. */
const readers = byPlace("ooaaaaa-", "oooooooo");
const members = byPlace("ooooooo-", "ooooooo-");
/** Administrators can join only as members too. */
const joiners = byPlace("oooooob-", "oooooob-");
const rung = byPlace("oooooob-", "oooooobr");

export const expectedPermissions: Record<keyof typeof useCases, Row> = {
  "calls createCall": {
    admin: "oooooooo",
    clinician: "ooooooo-",
    patient: "aaaaaaaa",
    link: "aaaaaaaa",
  },
  "calls getCall": byPlace("ooooooo-", "oooooooo"),
  "calls endCall": leads,
  "calls queryCalls": everyone,
  "calls browseCalls": everyone,
  "calls callForAdmin": adminsOnly,
  "calls overview": adminsOnly,
  "calls updateCall": leads,
  "calls deleteCall": byPlace("aaaaaaa-", "oooooooo"),
  "members queryMembers": readers,
  "members countMembers": readers,
  "members eachMember": readers,
  "members updateMembers": leads,
  "members browseMembers": readers,
  "members suggestNames": readers,
  "members exportMembers": byAccount({ admin: "o", clinician: "-", patient: "-", link: "-" }),
  "members blockUser": leads,
  "members unblockUser": leads,
  "members grant": leads,
  "members revoke": leads,
  "members muteMember": leads,
  "starting ringCall": leadsInVisit,
  "rings cancelRing": leadsInVisit,
  "rings acceptRing": rung,
  "rings declineRing": rung,
  "rings answerRing": rung,
  "rings listMissedRings": everyone,
  "starting startVisit": byPlace("ooaaaaa-", "ooaaaaaa"),
  "sessions extendSession": leadsInVisit,
  "sessions noteConnection": byPlace("oooooo--", "oooooo--"),
  "attendance listSessions": readers,
  "attendance getSession": readers,
  "joining joinCall": joiners,
  "joining visitView": members,
  "joining joinDecisionFor": adminsOnly,
  "joining explainJoin": adminsOnly,
  "bulk-changes addMany": leads,
  "bulk-changes removeMany": leads,
  "bulk-changes changeRoles": leads,
  "bulk-changes addBack": leads,
  "bulk-changes stopChange": leads,
  "bulk-changes resumeChange": leads,
  "bulk-changes bulkChange": leads,
  "bulk-changes bulkChanges": leads,
  "bulk-changes exportChange": leads,
  "bulk-changes addFromForm": adminsOnly,
  "invites createInviteLink": leads,
  "invites revokeInviteLink": leads,
  "invites inviteLinks": leads,
  "call-types schedulableTypes": everyone,
  "call-types listCallTypes": adminsOnly,
  "call-types getCallType": adminsOnly,
  "call-types createCallType": adminsOnly,
  "call-types updateCallType": adminsOnly,
  "call-types setCallTypeRetired": adminsOnly,
  "call-types deleteCallType": adminsOnly,
};
