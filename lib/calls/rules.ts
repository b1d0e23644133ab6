import { z } from "zod";
import type { CallRef } from "#lib/access.ts";
import { settingsOverride } from "#lib/call-types/rules.ts";
import { memberRoles } from "#lib/roles.ts";

const idShape = /^[A-Za-z0-9_-]{1,64}$/;

export const callRef = z.object({
  type: z.string().regex(idShape, "not-an-id"),
  id: z.string().regex(idShape, "not-an-id"),
});

export const cidOf = (ref: { type: string; id: string }) => `${ref.type}:${ref.id}`;

/** Measured as JSON. */
export const customMaxBytes = 16 * 1024;

export const custom = z
  .record(z.string(), z.json())
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= customMaxBytes, "too-big");

export const newMember = z.object({
  userId: z.uuid("not-an-id"),
  role: z.enum(memberRoles),
  custom: custom.default({}),
});
export type NewMember = z.output<typeof newMember>;

/** There is no limit in total. */
export const membersPerRequest = 100;

export const getCallInput = callRef.extend({ limit: z.int().min(1).max(100).default(25) });
export type GetCallInput = z.input<typeof getCallInput>;

/** `settingsOverride` replaces the previous one. Missing fields stay as they are. */
export const updateCallInput = callRef.extend({
  custom: custom.optional(),
  startsAt: z.coerce.date().nullable().optional(),
  settingsOverride: settingsOverride.optional(),
});
export type UpdateCallInput = z.input<typeof updateCallInput>;

export const deleteCallInput = callRef.extend({ hard: z.boolean().default(false) });
export type DeleteCallInput = z.input<typeof deleteCallInput>;

export type ListedCall = CallRef & {
  readonly typeName: string;
  readonly team: string | null;
  readonly createdAt: Date;
  readonly startsAt: Date | null;
  readonly endedAt: Date | null;
  readonly live: boolean;
  /** Of its appointment; null for other calls. */
  readonly status: string | null;
  readonly clinician: string | null;
  readonly patient: string | null;
};
