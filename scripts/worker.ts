import { startWorker } from "#lib/jobs";

// `npm run worker`: does the queued work, pushes above all, outside of the app's process; as many as wanted.
await startWorker();
