import { inject } from "vitest";
import { freshDatabase } from "./postgres.ts";

// Each test file gets an environment as a person would configure it, and a database of its own.
Object.assign(process.env, {
  PUBLIC_URL: "http://localhost:3000",
  APP_SECRET: "a-secret-of-the-tests-that-signs-nothing-real",
  LIVEKIT_API_KEY: "tests",
  LIVEKIT_API_SECRET: "a-livekit-secret-of-the-tests-and-no-other",
  VAPID_PUBLIC_KEY: inject("vapid").publicKey,
  VAPID_PRIVATE_KEY: inject("vapid").privateKey,
  VAPID_SUBJECT: "mailto:tests@bedside.example",
  JOBS: "off",
  LOG_LEVEL: "error",
  DATABASE_URL: await freshDatabase(),
});
