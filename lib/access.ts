import { AppError } from "./errors.ts";
import type { AccountRole, Capability } from "./roles.ts";

declare const actorBrand: unique symbol;
declare const permitBrand: unique symbol;

export type CallRef = { readonly type: string; readonly id: string };

/** Who asks. Only session.ts makes one, from a sign-in looked up on this request. */
export type Actor = {
  readonly [actorBrand]: true;
  readonly userId: string;
  readonly role: AccountRole;
  readonly name: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly teamIds: readonly string[];
  readonly signInId: string;
  /** `link`: signed in by an invite link, and bound to that one call. */
  readonly kind: "staff" | "link";
  readonly boundTo: CallRef | null;
};

/** What the rules need to know about a call. */
export type CallRelation = CallRef & {
  readonly teamId: string | null;
  /** The actor's own membership. */
  readonly member: {
    readonly id: string;
    readonly blocked: boolean;
    readonly capabilities: readonly Capability[];
  } | null;
};

type TeamRelation = { readonly teamId: string };
type OwnerRelation = { readonly userId: string };

const holds = (actor: Actor, call: CallRelation, capability: Capability) =>
  call.member !== null &&
  !call.member.blocked &&
  within(actor, call) &&
  call.member.capabilities.includes(capability);

/** A link's sign-in reaches its own call only. */
export const within = (actor: Actor, call: CallRef) =>
  actor.boundTo === null || (actor.boundTo.type === call.type && actor.boundTo.id === call.id);

const isStaff = (actor: Actor) => actor.kind === "staff" && actor.role !== "patient";
export const isAdmin = (actor: Actor) => actor.kind === "staff" && actor.role === "admin";

/** Who may do what. Anything not listed is refused. */
const policy = {
  "call.read": (actor: Actor, call: CallRelation) =>
    isAdmin(actor) || (call.member !== null && within(actor, call)),
  "call.create": (actor: Actor) => isStaff(actor),
  "call.start": (actor: Actor, call: CallRelation) => holds(actor, call, "start-call"),
  "call.end": (actor: Actor, call: CallRelation) => isAdmin(actor) || holds(actor, call, "end-call"),
  "call.update": (actor: Actor, call: CallRelation) => isAdmin(actor) || holds(actor, call, "update-call"),
  "call.delete": (actor: Actor, _call: CallRelation) => isAdmin(actor),
  "call.ring": (actor: Actor, call: CallRelation) => holds(actor, call, "ring"),
  "session.extend": (actor: Actor, call: CallRelation) => holds(actor, call, "end-call"),
  "sessions.read": (actor: Actor, call: CallRelation) => isAdmin(actor) || holds(actor, call, "read-members"),
  "members.read": (actor: Actor, call: CallRelation) => isAdmin(actor) || holds(actor, call, "read-members"),
  "members.manage": (actor: Actor, call: CallRelation) =>
    isAdmin(actor) || holds(actor, call, "manage-members"),
  "members.remove": (actor: Actor, call: CallRelation) =>
    isAdmin(actor) || holds(actor, call, "manage-members") || holds(actor, call, "remove-members"),
  "members.mute": (actor: Actor, call: CallRelation) => isAdmin(actor) || holds(actor, call, "mute-others"),
  "call-types.manage": (actor: Actor) => isAdmin(actor),
  "appointment.create": (actor: Actor, team: TeamRelation) =>
    isStaff(actor) && actor.role === "clinician" && actor.teamIds.includes(team.teamId),
  "appointment.cancel": (actor: Actor, call: CallRelation) =>
    isAdmin(actor) || holds(actor, call, "update-call"),
  "patients.search": (actor: Actor) => isStaff(actor),
  "sign-ins.manage": (actor: Actor, owner: OwnerRelation) => isAdmin(actor) || actor.userId === owner.userId,
  "accounts.manage": (actor: Actor) => isAdmin(actor),
  "admin.read": (actor: Actor) => isAdmin(actor),
} as const;

export type Permission = keyof typeof policy;
export const permissions = Object.keys(policy) as Permission[];

/** What a permission is about: the second argument of its rule. */
export type Subject<P extends Permission> = (typeof policy)[P] extends (
  actor: Actor,
  subject: infer S,
) => boolean
  ? unknown extends S
    ? undefined
    : S
  : undefined;

/** Proof that a permission was checked. Writes demand it, so a forgotten check does not compile. */
export type Permit<P extends Permission = Permission> = {
  readonly [permitBrand]: P;
  readonly actor: Actor;
};

export const can = <P extends Permission>(actor: Actor, permission: P, subject: Subject<P>): boolean =>
  (policy[permission] as (actor: Actor, subject: unknown) => boolean)(actor, subject);

const isCall = (subject: unknown): subject is CallRelation =>
  typeof subject === "object" && subject !== null && "member" in subject;

/** @throws AppError NOT_FOUND where the actor may not know that the call exists, else NOT_ALLOWED */
export const allow = <P extends Permission>(actor: Actor, permission: P, subject: Subject<P>): Permit<P> => {
  if (can(actor, permission, subject)) return { actor } as Permit<P>;
  const hidden = isCall(subject) && !can(actor, "call.read", subject);
  throw new AppError(hidden ? "NOT_FOUND" : "NOT_ALLOWED");
};
