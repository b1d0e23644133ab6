import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDb } from "#lib/db.ts";
import type { AppError } from "#lib/errors.ts";
import { type Clinic, makeClinic } from "#tests/support/clinic.ts";
import { type Asker, type Fixture, fixturesFor } from "./call-fixtures.ts";
import { useCases } from "./use-cases.ts";

/** Outsiders can't tell a call of another team from one that doesn't exist. */

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

type UseCase = (typeof useCases)[keyof typeof useCases];
const outcomeText = (ask: () => unknown) =>
  Promise.resolve()
    .then(ask)
    .then(
      () => "succeeded",
      ({ name, code, message, facts, fields }: AppError) =>
        JSON.stringify({ name, code, message, facts, fields }),
    );

/** The same about a call that doesn't exist. */
const aboutNoCall = (about: Fixture["about"]) => ({ ...about, id: randomUUID() });

/** Creating a call with an id of your choice tells you that the id is taken, and no more. */
const exception = "calls createCall";
const names = (Object.keys(useCases) as (keyof typeof useCases)[]).filter((name) => name !== exception);

describe("an outsider gets the same error for a hidden and a missing call", () => {
  test.each(names)("%s", async (name) => {
    const { ask, needs }: UseCase = useCases[name];
    for (const { actor, about } of await fixturesFor(clinic, outsiders, needs)) {
      const hidden = await outcomeText(() => ask(actor, about));
      const missing = await outcomeText(() => ask(actor, aboutNoCall(about)));
      expect(hidden).toBe(missing);
    }
  });
});

const rounds = 500;
const warmUp = 50;
const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length / 2] ?? 0;

const timed = async (ask: () => unknown) => {
  const start = performance.now();
  const text = await outcomeText(ask);
  return { text, ms: performance.now() - start };
};

describe("an outsider waits as long for a hidden as for a missing call (medians of 500, in turn)", () => {
  const asked: (keyof typeof useCases)[] = [
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
  // A real difference shows every time; a busy machine's does not.
  for (const name of asked)
    test(name, { timeout: 180_000, retry: 2 }, async ({ annotate }) => {
      const { ask }: UseCase = useCases[name];
      const [fixture] = await fixturesFor(clinic, [{ key: "lena", by: "sign-in", standing: null }]);
      if (!fixture) throw new Error("no fixture");
      const { actor, about } = fixture;
      const nothing = aboutNoCall(about);
      const times: Record<"hidden" | "missing", number[]> = { hidden: [], missing: [] };
      for (let round = -warmUp; round < rounds; round += 1) {
        // Neither of the two is always first.
        for (const which of round % 2 ? (["hidden", "missing"] as const) : (["missing", "hidden"] as const)) {
          const { text, ms } = await timed(() => ask(actor, which === "hidden" ? about : nothing));
          expect(text).toContain("NOT_FOUND");
          if (round >= 0) times[which].push(ms);
        }
      }
      const [hidden, missing] = [median(times.hidden), median(times.missing)];
      await annotate(`hidden ${hidden.toFixed(2)} ms, missing ${missing.toFixed(2)} ms`);
      expect(Math.abs(hidden - missing)).toBeLessThan(Math.max(0.3, 0.15 * Math.max(hidden, missing)));
    });
});
