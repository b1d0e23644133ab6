import { z } from "zod";
import { memberRoles } from "../call-types/rules.ts";

const idShape = /^[A-Za-z0-9_-]{1,64}$/;

/** A call's address. */
export const callRef = z.object({
  type: z.string().regex(idShape, "not-an-id"),
  id: z.string().regex(idShape, "not-an-id"),
});

/** Whether text from an address may be a call's type or id at all. */
export const isCallRef = (ref: { type: string; id: string }) => callRef.safeParse(ref).success;

/** `type:id`, for logs, audit rows and events. */
export const cidOf = (ref: { type: string; id: string }) => `${ref.type}:${ref.id}`;

/** Most bytes of JSON that a call's or a member's custom data may have. */
export const customMaxBytes = 16 * 1024;

const custom = z
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

/** What createCall takes (the seed's create options; `ring`, `notify` and `video` come with ringing). */
export const createCallInput = z.object({
  type: callRef.shape.type,
  id: callRef.shape.id.optional(),
  members: z.array(newMember).max(membersPerRequest, "too-big").default([]),
  custom: custom.default({}),
  startsAt: z.coerce.date().nullable().default(null),
  team: z.uuid("not-an-id").nullable().default(null),
});
export type CreateCallInput = z.input<typeof createCallInput>;
