import "server-only";
import { db, type Tx } from "#lib/db.ts";
import type { AuditEntry } from "./rules.ts";
import * as store from "./store.ts";

/** Call it last in the transaction: see `store.append`. */
export const record = (tx: Tx, entries: readonly AuditEntry[], now = new Date()): Promise<void> =>
  store.append(tx, entries, now);

/** For what changed nothing, such as a refusal. */
export const recordAlone = (entry: AuditEntry, now = new Date()): Promise<void> =>
  store.append(db(), [entry], now);
