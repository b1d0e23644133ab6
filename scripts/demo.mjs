import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";

// npm run demo: from a fresh clone to a running clinic in one command.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("#scripts/demo/run.ts")).runDemo("demo", args, life),
);
