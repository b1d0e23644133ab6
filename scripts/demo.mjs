import { bootstrap } from "./bootstrap.mjs";

// `npm run demo`: from a fresh clone to a clinic at work, in one command.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("./clinic.mjs")).runClinic("demo", args, life),
);
