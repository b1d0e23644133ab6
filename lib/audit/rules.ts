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
  | "account.password-changed"
  | "team.created"
  | "team.joined"
  | "team.left"
  | "appointment.scheduled"
  | "appointment.cancelled"
  | "call.created"
  | "call.updated"
  | "call.deleted"
  | "call.started"
  | "call.ended"
  | "call-type.created"
  | "call-type.updated"
  | "call-type.retired"
  | "call-type.restored"
  | "call-type.deleted"
  | "member.added"
  | "member.changed"
  | "member.removed"
  | "bulk-change.started"
  | "bulk-change.done"
  | "bulk-change.stopped"
  | "bulk-change.exported"
  | "members.exported"
  | "member.blocked"
  | "member.unblocked"
  | "member.granted"
  | "member.revoked"
  | "member.muted"
  | "invite.created"
  | "invite.revoked"
  | "invite.redeemed"
  | "join.granted"
  | "join.refused"
  | "session.closed"
  | "ring.started"
  | "ring.settled"
  | "session.extended"
  | "participant.evicted"
  | "audit.exported";

const shapes = {
  id: (value: unknown) =>
    typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  /** One word of the program's own, such as an error code, a role, a capability. */
  code: (value: unknown) => typeof value === "string" && /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(value),
  /** Several of them, with commas between. */
  codes: (value: unknown) => typeof value === "string" && /^[A-Za-z0-9_.,-]{0,200}$/.test(value),
  count: (value: unknown) => Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e15,
  flag: (value: unknown) => typeof value === "boolean",
  instant: (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(value),
} as const;
type Shape = keyof typeof shapes;
type ValueOf = { id: string; code: string; codes: string; count: number; flag: boolean; instant: string };

/**
 * Everything that details may say, and in which shape. Closed: a name, a reason, or a word about anybody's health has no
 * place here to stand in.
 */
const detailShapes = {
  changeId: "id",
  code: "code",
  done: "count",
  endsAt: "instant",
  fields: "codes",
  first: "flag",
  kind: "code",
  linkId: "id",
  memberId: "id",
  members: "count",
  minutes: "count",
  of: "id",
  ringId: "id",
  role: "code",
  rows: "count",
  sessionId: "id",
  signInId: "id",
  state: "code",
  teamId: "id",
  userId: "id",
  version: "count",
  way: "code",
} as const satisfies Record<string, Shape>;
type DetailKey = keyof typeof detailShapes;

/** Ids, codes, counts and flags; no names, no reasons, nothing about anybody's health. */
export type AuditDetails = { readonly [K in DetailKey]?: ValueOf[(typeof detailShapes)[K]] | null };

/** The first key whose value may not stand in an audit row, or null when all may. */
export const wrongDetail = (details: object): string | null => {
  for (const [key, value] of Object.entries(details)) {
    const shape: Shape | undefined = detailShapes[key as DetailKey];
    if (!shape || (value !== null && value !== undefined && !shapes[shape](value))) return key;
  }
  return null;
};

/** `noun:id`, as it stands in an entry. */
const subjectShape = /^[a-z-]{1,40}:[A-Za-z0-9_:-]{1,160}$/;
export const isSubject = (subject: string): boolean => subjectShape.test(subject);

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
const genesisHash = "0".repeat(64);

/** The end of the chain so far. */
export type ChainEnd = { readonly seq: bigint; readonly hash: string };
export const chainStart: ChainEnd = { seq: 0n, hash: genesisHash };

/** `gap`: rows are missing before it; `link`: it does not follow the one before; `hash`: it was changed. */
export type Break = "gap" | "link" | "hash";

/** What is wrong with the row that follows `previous`, or null when it holds. */
export const breakOf = (previous: ChainEnd, row: AuditRow & { hash: string }): Break | null => {
  if (row.seq !== previous.seq + 1n) return "gap";
  if (row.prevHash !== previous.hash) return "link";
  return row.hash === hashOf(row) ? null : "hash";
};
