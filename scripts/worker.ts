import { startWorker, stopWorker } from "#lib/worker.ts";

// `npm run worker`: does the queued work, pushes above all, outside of the app's process; as many as wanted.
startWorker();

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await stopWorker();
    process.exit(0);
  });
}
