import { createHash } from "node:crypto";

/** Every kind of thing that is written down. Closed, so that a typo does not compile. */
export type AuditKind =
  | "sign-in.started"
  | "sign-in.refused"
  | "sign-in.ended"
  | "account.created"
  | "account.disabled"
  | "account.enabled"
  | "account.role-changed"
  | "appointment.scheduled"
  | "appointment.cancelled"
  | "call.created"
  | "call.started"
  | "call.ended"
  | "call-type.created"
  | "member.added"
  | "member.removed"
  | "invite.created"
  | "invite.revoked"
  | "invite.redeemed"
  | "join.granted"
  | "join.refused"
  | "session.closed"
  | "participant.put-out";

/** Ids, codes and counts; no names, no reasons, nothing about anybody's health. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

export type AuditEntry = {
  readonly kind: AuditKind;
  /** Who did it; null for the system itself and for strangers. */
  readonly actorId: string | null;
  /** What it was done to, as `noun:id`, such as `call:default:1b…`. */
  readonly subject: string;
  readonly details?: AuditDetails;
};

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

/** JSON with sorted keys: jsonb does not keep the order they were written in, and equal values shall look alike. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** The hash that binds a row to everything before it: SHA-256, hex. */
export const hashOf = (row: AuditRow): string =>
  createHash("sha256")
    .update(
      canonical([row.seq.toString(), row.at, row.kind, row.actorId, row.subject, row.details, row.prevHash]),
    )
    .digest("hex");

/** Before the first row. */
export const genesisHash = "0".repeat(64);

/** The seq of the first row that does not fit the chain, or null when all of it holds. */
export const firstBroken = (rows: Iterable<AuditRow & { hash: string }>): bigint | null => {
  let previous = { seq: 0n, hash: genesisHash };
  for (const row of rows) {
    if (row.seq !== previous.seq + 1n || row.prevHash !== previous.hash || row.hash !== hashOf(row))
      return row.seq;
    previous = row;
  }
  return null;
};
