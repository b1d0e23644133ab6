import { afterAll, afterEach, expect, test, vi } from "vitest";
import { closeDb } from "#lib/db.ts";
import { health } from "#lib/health.ts";

afterEach(() => void vi.useRealTimers());
afterAll(closeDb);

test("many requests check the parts once, and again a second after the answer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const first = health();
  expect(health()).toBe(first);
  expect((await first).database).toBe("ok");
  expect(health()).toBe(first);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(health()).not.toBe(first);
});
