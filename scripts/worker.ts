import { startWorker, stopWorker } from "#lib/worker.ts";

// npm run worker: does queued work, such as pushes, outside the app's process. Run as many as you like.
startWorker();

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await stopWorker();
    process.exit(0);
  });
}
