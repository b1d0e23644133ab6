import { describe, expect, test } from "vitest";
import { circleIn } from "#tests/support/import-circles.ts";
import { physicalDirection } from "#tests/support/physical-direction.ts";
import {
  allSources,
  atRunTime,
  importsAny,
  isActions,
  isDoor,
  isNounFile,
  isRules,
  isServer,
  isStore,
  type Source,
  source,
  within,
} from "#tests/support/sources.ts";

const database = /^kysely$|^lib\/(db|db-reader|sql|[^/]+\/store(\/[^/]+)?)$|^prisma\/generated|^@prisma\//;

/** The vocabulary of a noun's folder: a layer, or a layer's folder with files named after use cases. */
const vocabulary =
  /^lib\/[a-z-]+\/((rules|store|server|actions)|(rules|store|server)\/[a-z]+(-[a-z]+)+)\.ts$/;
const drawers = /(^|\/)(utils?|helpers?|services?|types|hooks|common|misc)(\/|\.tsx?$)/;

type Rule = {
  sentence: string;
  broken: (file: Source) => boolean;
  /** A file that breaks the rule: the rule must see it. */
  planted: Source;
};

const rules: Rule[] = [
  {
    sentence: "a noun's folder in lib has the file names of the vocabulary alone",
    broken: (file) => isNounFile(file) && !vocabulary.test(file.path),
    planted: source("lib/members/standing.ts", ""),
  },
  {
    sentence: "only a browser's own join mints a token, never a guard",
    broken: (file) =>
      file.imports.some(
        ({ from, names }) =>
          (from === "lib/joining/server/enter-call" && file.path !== "lib/joining/actions.ts") ||
          (names.includes("mintToken") && file.path !== "lib/joining/server/enter-call.ts"),
      ),
    planted: source(
      "lib/sessions/server/enforce-rules.ts",
      `import { joinCall } from "#lib/joining/server/enter-call.ts";`,
    ),
  },
  {
    sentence: "no relative import climbs",
    broken: (file) => /["']\.\.\//.test(file.text) && /(from|import)\s*\(?\s*["']\.\.\//.test(file.text),
    planted: source("lib/calls/store.ts", `import { db } from "../db.ts";`),
  },
  {
    sentence: "a file without JSX is a .ts",
    broken: (file) => file.path.endsWith(".tsx") && !/<\/|\/>/.test(file.text),
    planted: source("components/x/use-x.tsx", "export const useX = <T>(value: T) => value;"),
  },
  {
    sentence: "a call's permit comes from permit-call.ts, which says NOT_FOUND to strangers",
    broken: (file) =>
      file.path !== "lib/calls/server/permit-call.ts" &&
      /\brelationOf\([^;]*;\s*if \(!\w+\) throw new AppError\("NOT_FOUND"\)/.test(file.text),
    planted: source(
      "lib/calls/server.ts",
      `const relation = await relationOf(tx, actor, ref);\nif (!relation) throw new AppError("NOT_FOUND");`,
    ),
  },
  {
    sentence: "pages and components never touch the database",
    broken: (file) => within(file, "app", "components") && importsAny(file, database),
    planted: source("app/x/page.tsx", `import { db } from "#lib/db.ts";`),
  },
  {
    sentence: "in a noun's folder only the store asks the database",
    broken: (file) =>
      isNounFile(file) &&
      !isStore(file) &&
      /\$(query|execute)Raw|\b(tx|db\(\)|client)\.[a-z]\w*\.(find|create|update|delete|upsert|count|aggregate|group)/.test(
        file.text,
      ),
    planted: source(
      "lib/calls/server.ts",
      `import "server-only";\nexport const f = () => db().call.findMany();`,
    ),
  },
  {
    sentence: "only stores and tools write SQL with Kysely",
    broken: (file) =>
      !isStore(file) && !/^lib\/[^/]+$/.test(file.path) && importsAny(file, /^(kysely|lib\/sql)$/),
    planted: source("lib/calls/server/end-call.ts", `import { execute, kysely } from "#lib/sql.ts";`),
  },
  {
    sentence: "no SQL is made of text but in sql.ts and db.ts",
    broken: (file) =>
      /\bsql\.raw\b|\bPrisma\.raw\b|\$(query|execute)RawUnsafe/.test(file.text) &&
      !/^lib\/(sql|db)\.ts$/.test(file.path),
    planted: source("lib/calls/store.ts", "const rows = (text: string) => db().$queryRawUnsafe(text);"),
  },
  {
    sentence: "rules are pure: they import rules, and packages that do no input or output",
    broken: (file) =>
      isRules(file) &&
      atRunTime(file).some(
        ({ from }) =>
          !/^lib\/[^/]+\/rules(\/[^/]+)?$|^lib\/(canonical-json|errors|formats|locale|messages|roles)$/.test(
            from,
          ) && !/^(zod|node:crypto|@internationalized\/date)$/.test(from),
      ),
    planted: source("lib/calls/rules.ts", `import { db } from "#lib/db.ts";`),
  },
  {
    sentence: "servers and stores say server-only first",
    broken: (file) => (isServer(file) || isStore(file)) && !/^import "server-only";/.test(file.text),
    planted: source("lib/calls/store/list-calls.ts", `import { db } from "#lib/db.ts";`),
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
          from.startsWith("lib/") &&
          !/^lib\/(errors|formats|messages|roles|[^/]+\/(rules(\/[^/]+)?|actions))$/.test(from),
      ),
    planted: source("components/x/list.tsx", `import { listCalls } from "#lib/calls/server.ts";`),
  },
  {
    sentence: "the design system knows no word of the product",
    broken: (file) =>
      within(file, "components/ui") &&
      file.imports.some(({ from }) => /^(lib\/(?!formats$)|app|components\/(?!ui\/))/.test(from)),
    planted: source("components/ui/x.tsx", `import type { Call } from "#lib/calls/rules.ts";`),
  },
  {
    sentence: "the layout has no left and no right, only a start and an end",
    broken: (file) => within(file, "app", "components") && physicalDirection.test(file.text),
    planted: source("components/x/list.tsx", `export const List = () => <ul className="sm:-ml-2" />;`),
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
    sentence: "only the job that changes members in batches acts for an actor who asked earlier",
    broken: (file) =>
      file.path !== "lib/bulk-changes/server/change-batch.ts" &&
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

  test("no files import each other in a circle at run time", () => expect(circleIn(sources)).toBeNull());
  test("a planted circle is seen, whether an import is static or dynamic", () => {
    const planted = [
      source("lib/a/rules.ts", `import type { B } from "#lib/b/server.ts";`),
      source("lib/a/server.ts", `import { b } from "#lib/b/server.ts";\nimport "./rules.ts";`),
      source("lib/b/server.ts", `export const b = async () => (await import("#lib/c/server.ts")).c;`),
      source("lib/c/server.ts", `import { type A, a } from "#lib/a/server.ts";`),
    ];
    expect(circleIn(planted)).toEqual(["lib/a/server", "lib/b/server", "lib/c/server"]);
    expect(circleIn(planted.slice(0, 3))).toBeNull();
  });
});
