import "server-only";
import { db } from "#lib/db.ts";

/** Notes that a member is about to get a token, before the final decision. */
export const noteToken = (memberId: string, now: Date) =>
  db().$executeRaw`UPDATE "member" SET "token_at" = ${now} WHERE "id" = ${memberId}::uuid`;
