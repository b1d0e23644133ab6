import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";

// npm run dev: the demo's services and data with Next's development server.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("#scripts/demo/run.ts")).runDemo("dev", args, life),
);
