import { bootstrap } from "#scripts/bootstrap/bootstrap.mjs";
import { ensureBuild, ensureClient } from "./build.mjs";

// npm run build: the production build for npm start.
await bootstrap(import.meta.url, async (_args, { signal }) => {
  await ensureClient(signal);
  await ensureBuild({ signal, force: true });
  return 0;
});
