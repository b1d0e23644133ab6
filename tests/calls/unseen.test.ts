import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDb } from "#lib/db.ts";
import type { AppError } from "#lib/errors.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { type Asker, type Scene, scenesFor } from "./scene.ts";
import { verbs } from "./verbs.ts";

/** A call that is not one's own, of another team above all, and one that does not exist: nobody can tell them apart. */

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});
afterAll(closeDb);

const outsiders: readonly Asker[] = [
  { key: "tomasz", by: "sign-in", standing: null },
  { key: "lena", by: "sign-in", standing: null },
  { key: "bruno", by: "sign-in", standing: null },
  { key: "celia", by: "sign-in", standing: null },
  { key: "celia", by: "other-link", standing: null },
  { key: "celia", by: "other-link", standing: { role: "patient", blocked: false } },
];

type Verb = (typeof verbs)[keyof typeof verbs];
const told = (ask: () => unknown) =>
  Promise.resolve()
    .then(ask)
    .then(
      () => "answered",
      ({ name, code, message, facts, fields }: AppError) =>
        JSON.stringify({ name, code, message, facts, fields }),
    );

/** The same question about a call that is not there. */
const ofNothing = (about: Scene["about"]) => ({ ...about, id: randomUUID() });

/** Whoever makes a call under an id of their own choice learns that it is not free, and no more. */
const makesOne = "calls createCall";
const names = (Object.keys(verbs) as (keyof typeof verbs)[]).filter((name) => name !== makesOne);

describe("by what is said", () => {
  test.each(names)("%s", async (name) => {
    const { ask, needs }: Verb = verbs[name];
    for (const { actor, about } of await scenesFor(clinic, outsiders, needs)) {
      const real = await told(() => ask(actor, about));
      const unreal = await told(() => ask(actor, ofNothing(about)));
      expect(real).toBe(unreal);
    }
  });
});

const rounds = 500;
const warmUp = 50;
const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length / 2] ?? 0;

const timed = async (ask: () => unknown) => {
  const start = performance.now();
  const said = await told(ask);
  return { said, ms: performance.now() - start };
};

describe("by how long it takes: medians of 500, asked in turn", () => {
  const asked: (keyof typeof verbs)[] = [
    "calls getCall",
    "calls endCall",
    "members queryMembers",
    "members blockUser",
    "joining joinCall",
    "joining visitView",
    "starting ringCall",
    "rings acceptRing",
    "attendance listSessions",
  ];
  // A difference that is there shows every time; one of a busy machine does not.
  for (const name of asked)
    test(name, { timeout: 180_000, retry: 2 }, async ({ annotate }) => {
      const { ask }: Verb = verbs[name];
      const [scene] = await scenesFor(clinic, [{ key: "lena", by: "sign-in", standing: null }]);
      if (!scene) throw new Error("no scene");
      const { actor, about } = scene;
      const nothing = ofNothing(about);
      const times: Record<"real" | "unreal", number[]> = { real: [], unreal: [] };
      for (let round = -warmUp; round < rounds; round += 1) {
        // Neither is always the first of the two.
        for (const which of round % 2 ? (["real", "unreal"] as const) : (["unreal", "real"] as const)) {
          const { said, ms } = await timed(() => ask(actor, which === "real" ? about : nothing));
          expect(said).toContain("NOT_FOUND");
          if (round >= 0) times[which].push(ms);
        }
      }
      const [real, unreal] = [median(times.real), median(times.unreal)];
      await annotate(`there ${real.toFixed(2)} ms, not there ${unreal.toFixed(2)} ms`);
      expect(Math.abs(real - unreal)).toBeLessThan(Math.max(0.3, 0.15 * Math.max(real, unreal)));
    });
});
