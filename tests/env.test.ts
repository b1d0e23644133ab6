import { beforeEach, describe, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  return () => void vi.unstubAllEnvs();
});

/** The environment as a process reads it that is started in production with this public address. */
const startWith = async (publicUrl: string) => {
  vi.stubEnv("NODE_ENV", "production");
  vi.stubEnv("PUBLIC_URL", publicUrl);
  const { env, secureCookies } = await import("#lib/env.ts");
  env();
  return { secureCookies: secureCookies(), cookieNames: (await import("#lib/session.ts")).cookieNames() };
};

describe("in production", () => {
  for (const loopback of [
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://127.0.0.2",
    "http://[::1]:3000",
    "HTTP://LOCALHOST:3000",
  ]) {
    test(`${loopback} is accepted, and its cookies are neither Secure nor __Host-`, async () => {
      const started = await startWith(loopback);
      expect(started.secureCookies).toBe(false);
      expect(Object.values(started.cookieNames).join()).not.toContain("__");
    });
  }

  for (const https of ["https://clinic.example", "https://localhost:3000", "HTTPS://clinic.example"]) {
    test(`${https} makes every cookie Secure and __Host-`, async () => {
      const { secureCookies, cookieNames } = await startWith(https);
      expect(secureCookies).toBe(true);
      for (const name of Object.values(cookieNames)) expect(name).toMatch(/^__Host-bedside-/);
    });
  }

  for (const elsewhere of [
    "http://clinic.example",
    "HTTP://clinic.example",
    "http://localhost.clinic.example",
    "http://127.0.0.1.clinic.example",
    "http://192.168.0.10",
    "http://localhost@clinic.example",
    "http://0.0.0.0",
  ]) {
    test(`${elsewhere} stops the start`, async () => {
      await expect(startWith(elsewhere)).rejects.toThrow("PUBLIC_URL must start with https: in production");
    });
  }
});

describe("a pseudo-locale", () => {
  const production = () => startWith("https://clinic.example");
  beforeEach(() => void vi.stubEnv("PSEUDO_LOCALE", "ar-XB"));

  test("stops the start in production", async () => {
    await expect(production()).rejects.toThrow("PSEUDO_LOCALE is for development and tests only");
  });

  test("is accepted in the demo, which the tests of screens run", async () => {
    vi.stubEnv("DEMO", "1");
    await expect(production()).resolves.toBeTruthy();
  });
});

test("outside production, http may lead to another computer, without Secure cookies", async () => {
  vi.stubEnv("PUBLIC_URL", "http://clinic.example");
  const { secureCookies } = await import("#lib/env.ts");
  expect(secureCookies()).toBe(false);
});
