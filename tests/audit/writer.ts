import { recordAlone } from "#lib/audit/server";
import { closeDb } from "#lib/db";

// One of several processes that write audit events at once: `node --conditions=react-server writer.ts NAME COUNT`.
const [name, count] = process.argv.slice(2);
for (let index = 0; index < Number(count); index++) {
  const subject = `call:default:${name}-${index}`;
  await recordAlone({ kind: "join.refused", actorId: null, subject, details: { code: "ENDED" } });
}
await closeDb();
