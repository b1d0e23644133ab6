import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { searchPatients } from "#lib/accounts/server/find-people.ts";
import { db } from "#lib/db.ts";
import { createTeam, listTeams, setTeams } from "#lib/teams/server.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

test("a team is created by administrators, with a unique name, and is audited", async () => {
  const admin = await clinic.actor("admin");
  const team = { name: "Night Ward", timeZone: "Europe/London" };
  const { id } = await createTeam(admin, team);
  await expect(createTeam(admin, team)).toBeRefused("BAD_INPUT", { fields: { name: "taken" } });
  await expect(createTeam(await clinic.actor("amara"), { ...team, name: "Mine" })).toBeRefused("NOT_ALLOWED");
  expect((await listTeams(admin)).find((one) => one.id === id)).toEqual({ id, ...team, people: 0 });
  expect(await db().auditEvent.count({ where: { kind: "team.created", subject: `team:${id}` } })).toBe(1);
});

test("joining a team shows its patients at once, leaving hides them, and both are audited", async () => {
  const admin = await clinic.actor("admin");
  const userId = clinic.idOf.amara;
  const { harbour, lindenhof } = clinic.teams;
  const found = async () => {
    const patients = await searchPatients(await clinic.actor("amara"), { text: "" });
    return patients.map(({ name }) => name);
  };
  expect(await found()).toEqual(["Ada Bell", "Bruno Castro"]);
  await setTeams(admin, { userId, teamIds: [lindenhof, lindenhof], shown: [harbour] });
  expect(await found()).toEqual(["Celia Dvorak"]);
  await setTeams(admin, { userId, teamIds: [lindenhof], shown: [lindenhof] });
  await setTeams(admin, { userId, teamIds: [harbour, lindenhof], shown: [lindenhof] });
  expect(await found()).toEqual(["Ada Bell", "Bruno Castro", "Celia Dvorak"]);
  const rows = await db().auditEvent.findMany({
    where: { subject: `user:${userId}`, kind: { startsWith: "team." } },
    orderBy: { seq: "asc" },
  });
  expect(rows.map(({ kind, details }) => [kind, details])).toEqual([
    ["team.joined", { teamId: lindenhof }],
    ["team.left", { teamId: harbour }],
    ["team.joined", { teamId: harbour }],
  ]);
});

test("only administrators change a person's teams, and all or nothing", async () => {
  const [admin, tomasz] = [await clinic.actor("admin"), await clinic.actor("tomasz")];
  const userId = clinic.idOf.tomasz;
  const { harbour, lindenhof } = clinic.teams;
  const shown = [harbour];
  await expect(setTeams(tomasz, { userId, shown, teamIds: [lindenhof] })).toBeRefused("NOT_ALLOWED");
  // The page is outdated: the teams have changed since.
  await expect(setTeams(admin, { userId, shown: [lindenhof], teamIds: [] })).toBeRefused("CONFLICT");
  await expect(setTeams(admin, { userId, shown, teamIds: [lindenhof, randomUUID()] })).toBeRefused(
    "BAD_INPUT",
    { fields: { teamIds: "not-an-id" } },
  );
  await expect(setTeams(admin, { userId: randomUUID(), shown, teamIds: [] })).toBeRefused("NOT_FOUND");
  expect((await clinic.actor("tomasz")).teamIds).toEqual([clinic.teams.harbour]);
});
