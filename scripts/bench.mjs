import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";

// npm run bench -- NAME [--json]
await bootstrap(import.meta.url, async (args, life) =>
  (await import("#scripts/bench/run.ts")).runBench(args, life),
);
