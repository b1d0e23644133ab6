import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server.ts";
import { closeDb, db } from "#lib/db.ts";
import type { AppError } from "#lib/errors.ts";
import type { AccountRole } from "#lib/roles.ts";
import { memberRoles } from "#lib/roles.ts";
import { actorOf, actorOfLink } from "#lib/session.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";
import { allSources } from "#tests/support/sources.ts";
import { type Asker, type Scene, type Standing, scenesFor } from "./scene.ts";
import { verbs } from "./verbs.ts";

/**
 * Who may ask what about a call: every verb × every member role × every kind of account, members of another team, people
 * who came by a link, blocked and disabled people, and outsiders. The expected outcomes are written down by hand, from
 * DESIGN.md sections 1, 4 and 6; nothing here asks the policy.
 */

/** What each letter of the table stands for. */
const codes = {
  o: "ok",
  a: "NOT_ALLOWED",
  "-": "NOT_FOUND",
  b: "BLOCKED",
  r: "NOT_RINGING",
} as const;

/**
 * One letter each for a clinician, assistant, patient, companion, interpreter and observer of the call, then for somebody
 * blocked in any of these roles, then for an outsider (of the call's team, of another team, by a link to another call).
 */
type Row = Record<AccountRole | "link", string>;

/** Where it is the place in the call that counts, and the account only when it is an administrator's. */
const byPlace = (others: string, admin: string): Row => ({
  admin,
  clinician: others,
  patient: others,
  link: others,
});
/** Where it is the account alone that counts. */
const byAccount = (letters: Row): Row => ({
  admin: letters.admin.repeat(8),
  clinician: letters.clinician.repeat(8),
  patient: letters.patient.repeat(8),
  link: letters.link.repeat(8),
});

const everybody = byAccount({ admin: "o", clinician: "o", patient: "o", link: "o" });
const adminsAlone = byAccount({ admin: "o", clinician: "a", patient: "a", link: "a" });
/** The call's clinicians and administrators. */
const leads = byPlace("oaaaaaa-", "oooooooo");
/** What happens in a visit is its clinicians' own: an administrator needs to be one. */
const leadsThemselves = byPlace("oaaaaaa-", "oaaaaaaa");
/** Clinicians, assistants, and administrators. */
const readers = byPlace("ooaaaaa-", "oooooooo");
const members = byPlace("ooooooo-", "ooooooo-");
/** Only members can join, administrators too. */
const joiners = byPlace("oooooob-", "oooooob-");
const rung = byPlace("oooooob-", "oooooobr");

const table: Record<keyof typeof verbs, Row> = {
  "calls/server createCall": {
    admin: "oooooooo",
    clinician: "ooooooo-",
    patient: "aaaaaaaa",
    link: "aaaaaaaa",
  },
  "calls/server getCall": byPlace("ooooooo-", "oooooooo"),
  "calls/server endCall": leads,
  "calls/server queryCalls": everybody,
  "calls/browse browseCalls": everybody,
  "calls/server callForAdmin": adminsAlone,
  "calls/server overview": adminsAlone,
  "calls/change updateCall": leads,
  "calls/change deleteCall": byPlace("aaaaaaa-", "oooooooo"),
  "members/server queryMembers": readers,
  "members/server countMembers": readers,
  "members/server eachMember": readers,
  "members/server updateMembers": leads,
  "members/browse browseMembers": readers,
  "members/browse suggestNames": readers,
  "members/export exportMembers": byAccount({ admin: "o", clinician: "-", patient: "-", link: "-" }),
  "members/standing blockUser": leads,
  "members/standing unblockUser": leads,
  "members/standing grant": leads,
  "members/standing revoke": leads,
  "members/standing muteMember": leads,
  "rings/server ringCall": leadsThemselves,
  "rings/server cancelRing": leadsThemselves,
  "rings/server acceptRing": rung,
  "rings/server declineRing": rung,
  "rings/server answerRing": rung,
  "rings/server missedRings": everybody,
  "sessions/server startVisit": byPlace("ooaaaaa-", "ooaaaaaa"),
  "sessions/limit extendSession": leadsThemselves,
  "sessions/connected noteConnection": byPlace("oooooo--", "oooooo--"),
  "attendance/server listSessions": readers,
  "attendance/server getSession": readers,
  "joining/server joinCall": joiners,
  "joining/server visitView": members,
  "joining/server explainJoin": adminsAlone,
  "joining/explain explainedJoin": adminsAlone,
  "bulk-changes/server addMany": leads,
  "bulk-changes/server removeMany": leads,
  "bulk-changes/server changeRoles": leads,
  "bulk-changes/server addBack": leads,
  "bulk-changes/server stopChange": leads,
  "bulk-changes/server resumeChange": leads,
  "bulk-changes/server bulkChange": leads,
  "bulk-changes/server bulkChanges": leads,
  "bulk-changes/server exportChange": leads,
  "bulk-changes/upload addFromForm": adminsAlone,
  "invites/server createInviteLink": leads,
  "invites/server revokeInviteLink": leads,
  "invites/server inviteLinks": leads,
  "call-types/server schedulableTypes": everybody,
  "call-types/server listCallTypes": adminsAlone,
  "call-types/server getCallType": adminsAlone,
  "call-types/server createCallType": adminsAlone,
  "call-types/server updateCallType": adminsAlone,
  "call-types/server setCallTypeRetired": adminsAlone,
  "call-types/server deleteCallType": adminsAlone,
};

let livekit: TestLiveKit | null = null;
let clinic: Clinic;
beforeAll(async () => {
  // Without one, whoever may come in is told that there is no video: that is as far as a yes gets.
  livekit = inject("parts").livekit ? await startLiveKit() : null;
  if (livekit) process.env.LIVEKIT_URL = livekit.url;
  clinic = await makeClinic();
});
afterAll(async () => {
  await closeDb();
  await livekit?.stop();
});

const outcome = (asked: () => unknown) =>
  Promise.resolve()
    .then(asked)
    .then(
      () => "ok",
      (error: AppError) => (error.code === "VIDEO_UNAVAILABLE" && !livekit ? "ok" : (error.code ?? error)),
    );

/** Everybody who asks: a person, of the call's team or (Lena, Celia) of another, in an account of which kind. */
const people = [
  { key: "admin", account: "admin", by: "sign-in" },
  { key: "tomasz", account: "clinician", by: "sign-in" },
  { key: "lena", account: "clinician", by: "sign-in" },
  { key: "bruno", account: "patient", by: "sign-in" },
  { key: "celia", account: "patient", by: "sign-in" },
  { key: "bruno", account: "link", by: "link" },
  { key: "celia", account: "link", by: "link" },
  { key: "bruno", account: "link", by: "other-link" },
] as const;

const places: readonly Standing[] = [
  ...memberRoles.map((role) => ({ role, blocked: false })),
  ...memberRoles.map((role) => ({ role, blocked: true })),
  null,
];
type Asking = Asker & { readonly account: keyof Row };
const askers = people.flatMap((person) => places.map((standing): Asking => ({ ...person, standing })));

/** A link to another call makes an outsider of everybody. */
const columnOf = ({ by, standing }: Asker) => {
  if (!standing || by === "other-link") return 7;
  return standing.blocked ? 6 : memberRoles.indexOf(standing.role);
};
const nameOf = ({ key, account, by, standing }: Asking) =>
  `${key}, ${account} by ${by}, ${standing ? `${standing.role}${standing.blocked ? ", blocked" : ""}` : "outsider"}`;

const letterFor = (row: Row, asker: Asking) =>
  codes[row[asker.account][columnOf(asker)] as keyof typeof codes];

// First: in the other tests the same people are in thousands of running calls.
describe("disabled people", () => {
  const kinds = [
    ["admin", "sign-in"],
    ["tomasz", "sign-in"],
    ["bruno", "sign-in"],
    ["bruno", "link"],
  ] as const;
  for (const [key, by] of kinds)
    test(`${key}, by ${by}: whatever they are in a call, nobody asks in their name any more`, async () => {
      const other = await db().user.create({ data: { role: "admin", name: "Another" } });
      const disable = async (disabled: boolean) =>
        setAccountDisabled(await actorOf(other.id), { userId: clinic.idOf[key], disabled });
      const scenes = await scenesFor(
        clinic,
        memberRoles.map((role) => ({ key, by, standing: { role, blocked: false } })),
      );
      await disable(true);
      const gone = await Promise.all(
        scenes.map(({ secret, actor }) =>
          secret ? actorOfLink(secret) : actorOf(actor.userId).catch(() => null),
        ),
      );
      expect(gone).toEqual(memberRoles.map(() => null));
      // Whoever asked at that very moment is not let in either.
      const { ask } = verbs["joining/server joinCall"];
      for (const { actor, about } of scenes) expect(await outcome(() => ask(actor, about))).toBe("NOT_FOUND");
      await disable(false);
    });
});

const atOnce = 6;

describe("every verb, by every account in every place", () => {
  for (const [name, { ask, needs }] of Object.entries(verbs))
    test(name, { timeout: 120_000 }, async () => {
      const scenes = await scenesFor(clinic, askers, needs);
      const told: Record<string, string> = {};
      const askOne = async ({ actor, about }: Scene, index: number) => {
        told[nameOf(askers[index] as Asking)] = await outcome(() => ask(actor, about));
      };
      for (let from = 0; from < scenes.length; from += atOnce)
        await Promise.all(
          scenes.slice(from, from + atOnce).map((scene, index) => askOne(scene, from + index)),
        );
      const row = table[name as keyof typeof verbs];
      expect(told).toEqual(Object.fromEntries(askers.map((asker) => [nameOf(asker), letterFor(row, asker)])));
    });
});

describe("the table", () => {
  const folders =
    /^lib\/(?:calls|members|rings|sessions|attendance|joining|bulk-changes|invites|call-types)\//;
  const actorFirst =
    /export (?:const (\w+) = (?:async )?\(\s*_?actor: Actor|async function\* (\w+)\(\s*_?actor: Actor)/g;
  /** Parts of queryCalls and joinCall, which no door leads to. */
  const notVerbs = ["calls/list callsOf", "joining/refusals noteRefusal"];

  test("has every use case that asks who asks", () => {
    const found = allSources()
      .filter(({ path }) => folders.test(path) && !path.endsWith("/store.ts"))
      .flatMap(({ path, text }) =>
        [...text.matchAll(actorFirst)].map(
          ([, constant, generator]) => `${path.slice(4, -3)} ${constant ?? generator}`,
        ),
      )
      .filter((name) => !notVerbs.includes(name));
    expect(found.length).toBeGreaterThan(50);
    expect(Object.keys(table).toSorted()).toEqual(found.toSorted());
    expect(Object.keys(verbs).toSorted()).toEqual(found.toSorted());
  });

  test("has a letter for everybody", () => {
    for (const [name, row] of Object.entries(table))
      for (const letters of Object.values(row)) expect(letters, name).toMatch(/^[oabr-]{8}$/);
  });
});
