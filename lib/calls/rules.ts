import { z } from "zod";
import type { CallRef } from "#lib/access.ts";
import { settingsOverride } from "#lib/call-types/rules.ts";
import { memberRoles } from "#lib/roles.ts";

const idShape = /^[A-Za-z0-9_-]{1,64}$/;

/** A call's address. */
export const callRef = z.object({
  type: z.string().regex(idShape, "not-an-id"),
  id: z.string().regex(idShape, "not-an-id"),
});

/** `type:id`, for logs, audit rows and events. */
export const cidOf = (ref: { type: string; id: string }) => `${ref.type}:${ref.id}`;

/** Most bytes of JSON that a call's or a member's custom data may have. */
export const customMaxBytes = 16 * 1024;

/** Any JSON object. */
export const custom = z
  .record(z.string(), z.json())
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= customMaxBytes, "too-big");

/** Somebody who shall belong to a call. */
export const newMember = z.object({
  userId: z.uuid("not-an-id"),
  role: z.enum(memberRoles),
  custom: custom.default({}),
});
export type NewMember = z.output<typeof newMember>;

/** Members a single request may name. There is no limit in total. */
export const membersPerRequest = 100;

/** What getCall takes. */
export const getCallInput = callRef.extend({ limit: z.int().min(1).max(100).default(25) });
export type GetCallInput = z.input<typeof getCallInput>;

/** What updateCall takes: `settingsOverride` takes the place of the one before; what is left out stays. */
export const updateCallInput = callRef.extend({
  custom: custom.optional(),
  startsAt: z.coerce.date().nullable().optional(),
  settingsOverride: settingsOverride.optional(),
});
export type UpdateCallInput = z.input<typeof updateCallInput>;

/** What deleteCall takes. */
export const deleteCallInput = callRef.extend({ hard: z.boolean().default(false) });
export type DeleteCallInput = z.input<typeof deleteCallInput>;

/** A call as lists show it, whoever reads it out of the database. */
export type ListedCall = CallRef & {
  readonly typeName: string;
  readonly team: string | null;
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  readonly endedAt: Date | null;
  readonly live: boolean;
  /** Its appointment's state and people; null for every other call. */
  readonly status: string | null;
  readonly clinician: string | null;
  readonly patient: string | null;
};
