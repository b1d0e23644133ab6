import "server-only";
import { db } from "#lib/db.ts";
import { execute, kysely } from "#lib/sql.ts";

/** Notes that a member is about to get a token, before the final decision. */
export const noteToken = (memberId: string, now: Date) =>
  execute(db(), kysely.updateTable("member").set({ token_at: now }).where("id", "=", memberId));
