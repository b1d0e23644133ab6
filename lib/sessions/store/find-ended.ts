import "server-only";
import type { CallRef } from "#lib/access.ts";
import { db } from "#lib/db.ts";

/** Sign-ins that were ended or deleted. Those that merely expired are not among them. */
export async function endedSignIns(
  ids: readonly string[],
): Promise<ReadonlyMap<string, { isRevoked: boolean; at: Date | null }>> {
  const rows = await db().signIn.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, endedAt: true, inviteLink: { select: { revokedAt: true } } },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const ended = ids.filter((id) => known.get(id)?.endedAt !== null);
  return new Map(
    ended.map((id) => {
      const at = known.get(id)?.inviteLink?.revokedAt ?? null;
      return [id, { isRevoked: at !== null, at: at ?? known.get(id)?.endedAt ?? null }];
    }),
  );
}

/** How long people are told why their session ended. */
const shownForMs = 30 * 60_000;

export async function endedByLimit(ref: CallRef, now: Date): Promise<boolean> {
  const last = await db().session.findFirst({
    where: { callType: ref.type, callId: ref.id },
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    select: { closedAt: true, endsAt: true },
  });
  if (!last?.closedAt || !last.endsAt || last.closedAt < last.endsAt) return false;
  return now.getTime() - last.closedAt.getTime() < shownForMs;
}
