import pMap from "p-map";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { setAccountDisabled } from "#lib/accounts/server/manage-account.ts";
import { closeDb, db } from "#lib/db.ts";
import { memberRoles } from "#lib/roles.ts";
import { actorOf, actorOfLink } from "#lib/session.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { startLiveKit, type TestLiveKit } from "#tests/support/livekit.ts";
import { outcomeOf } from "#tests/support/outcome.ts";
import { allSources } from "#tests/support/sources.ts";
import { type Asker, type Fixture, fixturesFor, type Standing } from "./call-fixtures.ts";
import { expectedPermissions, outcomes, type Row } from "./expected-permissions.ts";
import { useCases } from "./use-cases.ts";

let livekit: TestLiveKit | null = null;
let clinic: Clinic;
beforeAll(async () => {
  livekit = inject("programs").livekit ? await startLiveKit() : null;
  if (livekit) process.env.LIVEKIT_URL = livekit.url;
  clinic = await makeClinic();
});
afterAll(async () => {
  await closeDb();
  await livekit?.stop();
});

/** Without LiveKit, VIDEO_UNAVAILABLE is as far as an allowed join gets. */
const outcome = async (asked: () => unknown) => {
  const code = await outcomeOf(asked);
  return code === "VIDEO_UNAVAILABLE" && !livekit ? "ok" : code;
};

/** Lena and Celia are of another team than the call. */
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
type AccountAsker = Asker & { readonly account: keyof Row };
const askers = people.flatMap((person) => places.map((standing): AccountAsker => ({ ...person, standing })));

/** A link to another call makes every member an outsider. */
const columnOf = ({ by, standing }: Asker) => {
  if (!standing || by === "other-link") return 7;
  return standing.blocked ? 6 : memberRoles.indexOf(standing.role);
};
const nameOf = ({ key, account, by, standing }: AccountAsker) =>
  `${key}, ${account} by ${by}, ${standing ? `${standing.role}${standing.blocked ? ", blocked" : ""}` : "outsider"}`;

const letterFor = (row: Row, asker: AccountAsker) =>
  outcomes[row[asker.account][columnOf(asker)] as keyof typeof outcomes];

// Comes first: the other tests put the same people into thousands of running calls.
describe("disabled people", () => {
  const kinds = [
    ["admin", "sign-in"],
    ["tomasz", "sign-in"],
    ["bruno", "sign-in"],
    ["bruno", "link"],
  ] as const;
  for (const [key, by] of kinds)
    test(`${key} by ${by} can do nothing in any role`, async () => {
      const other = await db().user.create({ data: { role: "admin", name: "Another" } });
      const disable = async (disabled: boolean) =>
        setAccountDisabled(await actorOf(other.id), { userId: clinic.idOf[key], disabled });
      const fixtures = await fixturesFor(
        clinic,
        memberRoles.map((role) => ({ key, by, standing: { role, blocked: false } })),
      );
      await disable(true);
      const gone = await Promise.all(
        fixtures.map(({ secret, actor }) =>
          secret ? actorOfLink(secret) : actorOf(actor.userId).catch(() => null),
        ),
      );
      expect(gone).toEqual(memberRoles.map(() => null));
      // A request that was already running is refused too.
      const { ask } = useCases["joining joinCall"];
      for (const { actor, about } of fixtures) await expect(() => ask(actor, about)).toBeRefused("NOT_FOUND");
      await disable(false);
    });
});

describe("each use case, for every account and place", () => {
  for (const [name, { ask, needs }] of Object.entries(useCases))
    test(name, { timeout: 120_000 }, async () => {
      const fixtures = await fixturesFor(clinic, askers, needs);
      const actual: Record<string, string> = {};
      const askOne = async ({ actor, about }: Fixture, index: number) => {
        actual[nameOf(askers[index] as AccountAsker)] = await outcome(() => ask(actor, about));
      };
      await pMap(fixtures, askOne, { concurrency: 6 });
      const row = expectedPermissions[name as keyof typeof useCases];
      expect(actual).toEqual(
        Object.fromEntries(askers.map((asker) => [nameOf(asker), letterFor(row, asker)])),
      );
    });
});

describe("the table of permissions", () => {
  const folders =
    /^lib\/(?:calls|members|rings|sessions|starting|attendance|joining|bulk-changes|invites|call-types)\//;
  const actorFirst =
    /export (?:const (\w+) = (?:async )?(?:<[^(]*>)?\(|(?:async )?function\*? (\w+)(?:<[^(]*>)?\()\s*_?actor: Actor/g;
  /** Parts of use cases, which no door leads to. */
  const internal = [
    "bulk-changes beginWork",
    "bulk-changes startChange",
    "calls callsOf",
    "joining recordRefusal",
  ];

  test("has every use case that takes an actor", () => {
    const found = allSources()
      .filter(({ path }) => folders.test(path) && !/\/store(\.ts$|\/)/.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(actorFirst)].map(
          ([, constant, declared]) => `${path.split("/")[1]} ${constant ?? declared}`,
        ),
      )
      .filter((name) => !internal.includes(name));
    expect(found.length).toBeGreaterThan(50);
    expect(Object.keys(expectedPermissions).toSorted()).toEqual(found.toSorted());
    expect(Object.keys(useCases).toSorted()).toEqual(found.toSorted());
  });

  test("has a letter for every account and place", () => {
    for (const [name, row] of Object.entries(expectedPermissions))
      for (const letters of Object.values(row)) expect(letters, name).toMatch(/^[oabr-]{8}$/);
  });
});
