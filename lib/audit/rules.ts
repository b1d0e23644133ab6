import type { CallRef } from "#lib/access.ts";
import { cidOf } from "#lib/calls/rules.ts";

/** The shapes a detail can have. None has room for a name, a reason or a word about anyone's health. */
const shapes = {
  id: (value: unknown) =>
    typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  /** One of the program's own words, such as an error code, a role or a capability. */
  code: (value: unknown) => typeof value === "string" && /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(value),
  /** Separated by commas. */
  codes: (value: unknown) => typeof value === "string" && /^[A-Za-z0-9_.,-]{0,200}$/.test(value),
  count: (value: unknown) => Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e15,
  flag: (value: unknown) => typeof value === "boolean",
  instant: (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(value),
} as const;
type Shape = keyof typeof shapes;
type ValueOf = { id: string; code: string; codes: string; count: number; flag: boolean; instant: string };

type Subjects = {
  call: CallRef;
  "call-type": string;
  user: string;
  team: string;
  /** The sign-in's id, or for a refused one the start of the address's hash. */
  "sign-in": string;
  audit: "log";
};
type Noun = keyof Subjects;
type Spec = readonly [Noun, Readonly<Record<string, Shape | `${Shape}?`>>];

const account = { memberId: "id", userId: "id" } as const;
const membership = { userId: "id", role: "code" } as const;
const ring = { ringId: "id", memberId: "id?", state: "code" } as const;

/** Every kind of event: what it happens to and its details. `?` marks a detail that may be null or missing. */
const kinds = {
  "sign-in.started": ["sign-in", { way: "code" }],
  "sign-in.refused": ["sign-in", { code: "code" }],
  "sign-in.ended": ["sign-in", { of: "id" }],
  "account.created": ["user", { role: "code?", first: "flag?" }],
  "account.disabled": ["user", {}],
  "account.enabled": ["user", {}],
  "account.role-changed": ["user", { role: "code" }],
  "account.password-changed": ["user", {}],
  "team.created": ["team", {}],
  "team.joined": ["user", { teamId: "id" }],
  "team.left": ["user", { teamId: "id" }],
  "appointment.scheduled": ["call", { members: "count" }],
  "appointment.cancelled": ["call", {}],
  "call.created": ["call", { members: "count" }],
  "call.updated": ["call", { fields: "codes" }],
  "call.deleted": ["call", { way: "code" }],
  "call.started": ["call", { sessionId: "id" }],
  "call.ended": ["call", {}],
  "call-type.created": ["call-type", { version: "count" }],
  "call-type.updated": ["call-type", { version: "count" }],
  "call-type.retired": ["call-type", { version: "count" }],
  "call-type.restored": ["call-type", { version: "count" }],
  "call-type.deleted": ["call-type", { version: "count" }],
  "member.added": ["call", membership],
  "member.changed": ["call", membership],
  "member.removed": ["call", membership],
  "member.blocked": ["call", account],
  "member.unblocked": ["call", account],
  "member.granted": ["call", { ...account, code: "code" }],
  "member.revoked": ["call", { ...account, code: "code" }],
  "member.muted": ["call", { ...account, code: "code" }],
  "members.exported": ["call", {}],
  "bulk-change.started": [
    "call",
    { changeId: "id", kind: "code?", rows: "count?", role: "code?", done: "count?" },
  ],
  "bulk-change.done": ["call", { changeId: "id", rows: "count" }],
  "bulk-change.stopped": ["call", { changeId: "id", code: "code", done: "count?" }],
  "bulk-change.exported": ["call", { changeId: "id" }],
  "invite.created": ["call", { linkId: "id", memberId: "id" }],
  "invite.revoked": ["call", { linkId: "id" }],
  "invite.redeemed": ["call", { linkId: "id", signInId: "id" }],
  "join.granted": ["call", { sessionId: "id", role: "code" }],
  "join.refused": ["call", { code: "code" }],
  "session.closed": ["call", { sessionId: "id", code: "code?" }],
  "session.extended": ["call", { sessionId: "id", minutes: "count", endsAt: "instant" }],
  "participant.evicted": ["call", { memberId: "id", code: "code" }],
  "ring.started": ["call", ring],
  "ring.settled": ["call", ring],
  "audit.exported": ["audit", {}],
} as const satisfies Record<string, Spec>;

export type AuditKind = keyof typeof kinds;

type SubjectOf<K extends AuditKind> = Subjects[(typeof kinds)[K][0]];
type Optional<S> = { [F in keyof S]: S[F] extends `${Shape}?` ? F : never }[keyof S];
type BaseOf<S> = S extends `${infer B extends Shape}?` ? B : S extends Shape ? S : never;
type Details<S> = { readonly [F in Exclude<keyof S, Optional<S>>]: ValueOf[BaseOf<S[F]>] } & {
  readonly [F in Optional<S>]?: ValueOf[BaseOf<S[F]>] | null;
};
type DetailsOf<K extends AuditKind> = Details<(typeof kinds)[K][1]>;
type DetailsArgument<K extends AuditKind> = keyof (typeof kinds)[K][1] extends never
  ? []
  : Record<never, never> extends DetailsOf<K>
    ? [details?: DetailsOf<K>]
    : [details: DetailsOf<K>];

declare const brand: unique symbol;

/** An event ready to be recorded. Made only by `auditEntry`. */
export type AuditEntry = {
  readonly [brand]: true;
  readonly kind: AuditKind;
  /** Who did it; null for the system and for strangers. */
  readonly actorId: string | null;
  /** `noun:id`, such as `call:default:1b…`. */
  readonly subject: string;
  readonly details: object;
};

export const auditEntry = <K extends AuditKind>(
  kind: K,
  actorId: string | null,
  subject: SubjectOf<K>,
  ...[details]: DetailsArgument<K>
): AuditEntry => {
  const id = typeof subject === "string" ? subject : cidOf(subject);
  return { kind, actorId, subject: `${kinds[kind][0]}:${id}`, details: details ?? {} } as AuditEntry;
};

const isShaped = (spec: string | undefined, value: unknown) => {
  if (spec === undefined) return false;
  if (value === null || value === undefined) return spec.endsWith("?");
  return shapes[spec.replace("?", "") as Shape](value);
};

/** The first part of an entry that may not be recorded: `subject`, a detail's key, or null when all may. */
export const wrongPart = ({ kind, subject, details }: AuditEntry): string | null => {
  const [noun, specs]: Spec = kinds[kind];
  if (!subject.startsWith(`${noun}:`) || !/^[a-z-]{1,40}:[A-Za-z0-9_:-]{1,160}$/.test(subject))
    return "subject";
  const keys = new Set([...Object.keys(specs), ...Object.keys(details)]);
  return (
    [...keys].find(
      (key) => !isShaped(Object.hasOwn(specs, key) ? specs[key] : undefined, Reflect.get(details, key)),
    ) ?? null
  );
};
