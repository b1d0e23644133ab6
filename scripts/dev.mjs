import { bootstrap } from "./bootstrap.mjs";

// `npm run dev`: the demo's services and data, with Next's development server.
await bootstrap(import.meta.url, async (args, life) =>
  (await import("./clinic.mjs")).runClinic("dev", args, life),
);
