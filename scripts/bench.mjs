import { bootstrap } from "./bootstrap/bootstrap.mjs";

// npm run bench -- NAME [--json]
await bootstrap(import.meta.url, async (args, life) => (await import("./bench/run.ts")).runBench(args, life));
