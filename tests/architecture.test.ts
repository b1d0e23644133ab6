import { describe, expect, test } from "vitest";
import { allSources, type Source, source } from "#tests/support/sources.ts";

const within = (file: Source, ...folders: string[]) =>
  folders.some((folder) => file.path.startsWith(`${folder}/`));
const atRunTime = (file: Source) => file.imports.filter((one) => !one.typeOnly);
const importsAny = (file: Source, pattern: RegExp) => atRunTime(file).some((one) => pattern.test(one.from));
const isNounFile = (file: Source) => /^lib\/[^/]+\/[^/]+\.ts$/.test(file.path);
const named = (name: string) => (file: Source) => file.path.endsWith(`/${name}.ts`) && isNounFile(file);
const isActions = named("actions");
const isRules = named("rules");
const database = /^lib\/(db|[^/]+\/store)$|^prisma\/generated|^@prisma\//;
const drawers = /(^|\/)(utils?|helpers?|services?|types|hooks|common|misc)(\/|\.tsx?$)/;

/** The "use server" statement, every export of which anybody on the internet can call. */
const isDoor = (file: Source) =>
  /^\s*["']use server["']/.test(file.text) || /\{\s*["']use server["']/.test(file.text);

type Rule = {
  sentence: string;
  broken: (file: Source) => boolean;
  /** A file that breaks the rule: the rule must see it. */
  planted: Source;
};

const rules: Rule[] = [
  {
    sentence: "pages and components never touch the database",
    broken: (file) => within(file, "app", "components") && importsAny(file, database),
    planted: source("app/x/page.tsx", `import { db } from "#lib/db.ts";`),
  },
  {
    sentence: "in a noun's folder only the store asks the database",
    broken: (file) =>
      isNounFile(file) &&
      !file.path.endsWith("/store.ts") &&
      /\$(query|execute)Raw|\b(tx|db\(\)|client)\.[a-z]\w*\.(find|create|update|delete|upsert|count|aggregate|group)/.test(
        file.text,
      ),
    planted: source(
      "lib/calls/server.ts",
      `import "server-only";\nexport const f = () => db().call.findMany();`,
    ),
  },
  {
    sentence: "rules are pure: they import rules, and packages that do no input or output",
    broken: (file) =>
      isRules(file) &&
      atRunTime(file).some(
        ({ from }) =>
          !/^lib\/([^/]+\/)?rules$|^lib\/(errors|messages|roles)$/.test(from) &&
          !/^(zod|node:crypto|@internationalized\/date)$/.test(from),
      ),
    planted: source("lib/calls/rules.ts", `import { db } from "../db.ts";`),
  },
  {
    sentence: "servers and stores say server-only first",
    broken: (file) =>
      isNounFile(file) &&
      /\/(server|store)\.ts$/.test(file.path) &&
      !/^import "server-only";/.test(file.text),
    planted: source("lib/calls/store.ts", `import { db } from "../db.ts";`),
  },
  {
    sentence: "every export of a use-server file is an action(...)",
    broken: (file) =>
      isDoor(file) &&
      file.text
        .split("\n")
        .filter((line) => /^export\b/.test(line))
        .some(
          (line) => !/^export const \w+Action = action\($|^export const \w+Action = action\(.*$/.test(line),
        ),
    planted: source("lib/calls/actions.ts", `"use server";\nexport async function endCall() {}`),
  },
  {
    sentence: "only a noun's actions.ts is a use-server file",
    broken: (file) => isDoor(file) && !isActions(file),
    planted: source(
      "components/x/form.tsx",
      `export const F = () => { async function save() { "use server"; } };`,
    ),
  },
  {
    sentence: "components reach lib through its rules, actions and words alone",
    broken: (file) =>
      within(file, "components") &&
      atRunTime(file).some(
        ({ from }) =>
          from.startsWith("lib/") && !/^lib\/(errors|messages|roles|[^/]+\/(rules|actions))$/.test(from),
      ),
    planted: source("components/x/list.tsx", `import { listCalls } from "#lib/calls/server.ts";`),
  },
  {
    sentence: "the design system knows no word of the product",
    broken: (file) =>
      within(file, "components/ui") &&
      file.imports.some(({ from }) => /^(lib|app|components\/(?!ui\/))/.test(from)),
    planted: source("components/ui/x.tsx", `import type { Call } from "#lib/calls/rules.ts";`),
  },
  {
    sentence: "only session.ts makes an Actor, only access.ts a Permit",
    broken: (file) =>
      (/as (unknown as )?Actor\b/.test(file.text) && file.path !== "lib/session.ts") ||
      (/as (unknown as )?Permit\b/.test(file.text) && file.path !== "lib/access.ts"),
    planted: source("lib/calls/server.ts", `import "server-only";\nconst me = {} as Actor;`),
  },
  {
    sentence: "an actor without a request is for the seed and tests alone",
    broken: (file) =>
      !within(file, "prisma", "scripts") &&
      file.imports.some(
        ({ from, names }) => from === "lib/session" && names.some((name) => /^actorOf/.test(name)),
      ),
    planted: source("app/x/page.tsx", `import { actorOf } from "#lib/session.ts";`),
  },
  {
    sentence: "an actor who asked earlier is for the work of jobs alone",
    broken: (file) =>
      !/^lib\/[^/]+\/work\.ts$/.test(file.path) &&
      file.imports.some(({ from, names }) => from === "lib/session" && names.includes("actorForJob")),
    planted: source("lib/calls/server.ts", `import { actorForJob } from "#lib/session.ts";`),
  },
  {
    sentence: "the environment is read in one place",
    broken: (file) =>
      within(file, "app", "components", "lib") &&
      /process\.env/.test(file.text) &&
      !/^lib\/(env|log|auth)\.ts$/.test(file.path),
    planted: source("lib/push.ts", "const key = process.env.VAPID_PRIVATE_KEY;"),
  },
  {
    sentence: "there are no drawers for things without a name, and no index files",
    broken: (file) => drawers.test(file.path) || /(^|\/)index\.tsx?$/.test(file.path),
    planted: source("lib/utils/dates.ts", ""),
  },
  {
    sentence: "nobody passes on what another file exports",
    broken: (file) =>
      within(file, "app", "components", "lib") && /^export (\*|\{[^}]*\}) from/m.test(file.text),
    planted: source("lib/calls/rules.ts", `export { callRef } from "./shape.ts";`),
  },
];

const sources = allSources();

describe("the architecture", () => {
  test("there is something to look at", () => expect(sources.length).toBeGreaterThan(50));
  for (const { sentence, broken, planted } of rules) {
    test(sentence, () => {
      expect(sources.filter(broken).map((file) => file.path)).toEqual([]);
    });
    test(`a planted violation is seen: ${sentence}`, () => {
      expect(broken(planted)).toBe(true);
    });
  }
});
