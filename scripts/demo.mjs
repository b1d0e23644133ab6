import { bootstrap } from "./bootstrap/bootstrap.mjs";

// npm run demo: from a fresh clone to a running clinic in one command.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("./demo/run.ts")).runDemo("demo", args, life),
);
