import { bootstrap } from "./bootstrap/bootstrap.mjs";

// npm run dev: the demo's services and data with Next's development server.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("./demo/run.ts")).runDemo("dev", args, life),
);
