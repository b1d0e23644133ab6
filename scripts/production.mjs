import { bootstrap } from "./bootstrap.mjs";
import { ensureBuild, ensureClient } from "./build.mjs";

// `npm run build`: the production build, for `npm start` with everything from the environment.
await bootstrap(import.meta.url, async (_args, { signal }) => {
  await ensureClient(signal);
  await ensureBuild({ signal, always: true });
  return 0;
});
