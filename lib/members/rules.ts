import { z } from "zod";
import { callRef, membersPerRequest, newMember } from "../calls/rules.ts";

const position = z.object({ at: z.iso.datetime(), id: z.uuid(), way: z.enum(["next", "prev"]) });
export type Position = z.output<typeof position>;

/** An opaque cursor for a place in the list. */
export const toCursor = (place: Position): string => Buffer.from(JSON.stringify(place)).toString("base64url");

/** The place a cursor names, or null when it is none of ours. */
export const fromCursor = (cursor: string): Position | null => {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    return null;
  }
};

/** Counting stops here: beyond it people read "10,000+". */
export const countCeiling = 10_000;

/** What updateMembers takes: at most a hundred of each, all or nothing. */
export const updateMembersInput = callRef.extend({
  update: z.array(newMember).max(membersPerRequest, "too-big").default([]),
  remove: z.array(z.uuid("not-an-id")).max(membersPerRequest, "too-big").default([]),
});
export type UpdateMembersInput = z.input<typeof updateMembersInput>;
