import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";

/** An audit event as it is stored. */
export type AuditRow = {
  readonly seq: bigint;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly kind: string;
  readonly actorId: string | null;
  readonly subject: string;
  readonly details: unknown;
  readonly prevHash: string;
};

/** The hash that binds a row to everything before it: SHA-256, hex. The database's trigger computes the same. */
export const hashOf = (row: AuditRow): string =>
  createHash("sha256")
    .update(
      canonicalJson([
        row.seq.toString(),
        row.at,
        row.kind,
        row.actorId,
        row.subject,
        row.details,
        row.prevHash,
      ]),
    )
    .digest("hex");

/** The last row of the chain so far. */
export type ChainEnd = { readonly seq: bigint; readonly hash: string };
export const chainStart: ChainEnd = { seq: 0n, hash: "0".repeat(64) };

/** `gap`: rows before it are missing; `link`: it doesn't follow the row before; `hash`: it was changed. */
export type Break = "gap" | "link" | "hash";

/** What is wrong with the row after `previous`, or null. */
export const breakOf = (previous: ChainEnd, row: AuditRow & { hash: string }): Break | null => {
  if (row.seq !== previous.seq + 1n) return "gap";
  if (row.prevHash !== previous.hash) return "link";
  return row.hash === hashOf(row) ? null : "hash";
};
