import { auditEntry } from "#lib/audit/rules.ts";
import { record, recordAlone } from "#lib/audit/server.ts";
import { closeDb, transaction } from "#lib/db.ts";

// One of several processes that write audit events at the same time, singly and several in a transaction:
// `node --conditions=react-server concurrent-writer.ts NAME COUNT`.
const [name, count] = process.argv.slice(2);
const sizes = [1, 2, 7, 15];

const event = (index: number) =>
  auditEntry("join.refused", null, { type: "default", id: `${name}-${index}` }, { code: "ENDED" });

for (let index = 0, turn = 0; index < Number(count); turn++) {
  const size = Math.min(sizes[turn % sizes.length] ?? 1, Number(count) - index);
  const [first, ...more] = Array.from({ length: size }, (_, offset) => event(index + offset));
  if (first && more.length === 0) await recordAlone(first);
  else if (first) await transaction((tx) => record(tx, [first, ...more]));
  index += size;
}
await closeDb();
