import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
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
  "calls createCall": {
    admin: "oooooooo",
    clinician: "ooooooo-",
    patient: "aaaaaaaa",
    link: "aaaaaaaa",
  },
  "calls getCall": byPlace("ooooooo-", "oooooooo"),
  "calls endCall": leads,
  "calls queryCalls": everybody,
  "calls browseCalls": everybody,
  "calls callForAdmin": adminsAlone,
  "calls overview": adminsAlone,
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
  "starting ringCall": leadsThemselves,
  "rings cancelRing": leadsThemselves,
  "rings acceptRing": rung,
  "rings declineRing": rung,
  "rings answerRing": rung,
  "rings listMissedRings": everybody,
  "starting startVisit": byPlace("ooaaaaa-", "ooaaaaaa"),
  "sessions extendSession": leadsThemselves,
  "sessions noteConnection": byPlace("oooooo--", "oooooo--"),
  "attendance listSessions": readers,
  "attendance getSession": readers,
  "joining joinCall": joiners,
  "joining visitView": members,
  "joining explainJoin": adminsAlone,
  "joining explainedJoin": adminsAlone,
  "bulk-changes addMany": leads,
  "bulk-changes removeMany": leads,
  "bulk-changes changeRoles": leads,
  "bulk-changes addBack": leads,
  "bulk-changes stopChange": leads,
  "bulk-changes resumeChange": leads,
  "bulk-changes bulkChange": leads,
  "bulk-changes bulkChanges": leads,
  "bulk-changes exportChange": leads,
  "bulk-changes addFromForm": adminsAlone,
  "invites createInviteLink": leads,
  "invites revokeInviteLink": leads,
  "invites inviteLinks": leads,
  "call-types schedulableTypes": everybody,
  "call-types listCallTypes": adminsAlone,
  "call-types getCallType": adminsAlone,
  "call-types createCallType": adminsAlone,
  "call-types updateCallType": adminsAlone,
  "call-types setCallTypeRetired": adminsAlone,
  "call-types deleteCallType": adminsAlone,
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
      const { ask } = verbs["joining joinCall"];
      for (const { actor, about } of scenes) await expect(() => ask(actor, about)).toBeRefused("NOT_FOUND");
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
    /^lib\/(?:calls|members|rings|sessions|starting|attendance|joining|bulk-changes|invites|call-types)\//;
  const actorFirst =
    /export (?:const (\w+) = (?:async )?(?:<[^(]*>)?\(|(?:async )?function\*? (\w+)(?:<[^(]*>)?\()\s*_?actor: Actor/g;
  /** Parts of queryCalls and joinCall, which no door leads to. */
  const notVerbs = ["calls callsOf", "joining noteRefusal"];

  test("has every use case that asks who asks", () => {
    const found = allSources()
      .filter(({ path }) => folders.test(path) && !/\/store(\.ts$|\/)/.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(actorFirst)].map(
          ([, constant, declared]) => `${path.split("/")[1]} ${constant ?? declared}`,
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
