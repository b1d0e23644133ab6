import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";

// npm test [-- arguments of Vitest]: gets everything the tests need, then runs them.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("#scripts/test/run.ts")).runTests(args, life),
);
