import "server-only";
import type { Permit } from "#lib/access.ts";
import { db, type Tx } from "#lib/db.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import {
  type CallTypeChange,
  type CallTypeGrants,
  type CallTypeRules,
  type CallTypeSettings,
  callTypeGrants,
  callTypeSettings,
  countCeiling,
} from "./rules.ts";

type MayManage = Permit<"call-types.manage">;

const rulesSelect = { id: true, name: true, settings: true, grants: true } as const;

const toRules = (row: { id: string; name: string; settings: unknown; grants: unknown }): CallTypeRules => ({
  id: row.id,
  name: row.name,
  settings: callTypeSettings.parse(row.settings),
  grants: callTypeGrants.parse(row.grants),
});

/** The type for a new call, locked until the transaction ends; null if unknown or retired. */
export const typeForNewCall = async (tx: Tx, id: string): Promise<CallTypeRules | null> => {
  const [row] = await tx.$queryRaw<{ id: string; name: string; settings: unknown; grants: unknown }[]>`
    SELECT "id", "name", "settings", "grants" FROM "call_type"
    WHERE "id" = ${id} AND "retired_at" IS NULL FOR SHARE`;
  return row ? toRules(row) : null;
};

/** Null if unknown or retired. */
export const callType = async (id: string): Promise<CallTypeRules | null> => {
  const row = await db().callType.findFirst({ where: { id, retiredAt: null }, select: rulesSelect });
  return row && toRules(row);
};

export const listCallTypes = async (): Promise<CallTypeRules[]> => {
  const rows = await db().callType.findMany({
    where: { retiredAt: null },
    orderBy: [{ builtIn: "desc" }, { name: "asc" }],
    select: rulesSelect,
  });
  return rows.map(toRules);
};

/** Adds missing types with their first version. Existing ones stay as they are. */
export const addMissing = async (types: readonly CallTypeRules[]): Promise<void> => {
  const json = JSON.stringify(types);
  await db().$executeRaw`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${json}::jsonb) AS one("id" text, "name" text, "settings" jsonb, "grants" jsonb)
    ), added AS (
      INSERT INTO "call_type" ("id", "name", "built_in", "settings", "grants")
      SELECT "id", "name", true, "settings", "grants" FROM given
      ON CONFLICT ("id") DO NOTHING RETURNING *
    )
    INSERT INTO "call_type_version" ("type_id", "version", "change", "name", "settings", "grants")
    SELECT "id", "version", 'created', "name", "settings", "grants" FROM added`;
};

type Content = { name: string; settings: CallTypeSettings; grants: CallTypeGrants };

/** Returns the version, or null when the id is taken. A deleted type's numbering continues. */
export const insertType = async (tx: Tx, _permit: MayManage, type: CallTypeRules): Promise<number | null> => {
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    INSERT INTO "call_type" ("id", "name", "settings", "grants", "version")
    VALUES (${type.id}, ${type.name}, ${JSON.stringify(type.settings)}::jsonb, ${JSON.stringify(type.grants)}::jsonb,
      coalesce((SELECT max("version") FROM "call_type_version" WHERE "type_id" = ${type.id}), 0) + 1)
    ON CONFLICT ("id") DO NOTHING RETURNING "version"`;
  return row?.version ?? null;
};

export const lockType = async (tx: Tx, id: string) => {
  const [row] = await tx.$queryRaw<
    { name: string; settings: unknown; grants: unknown; version: number; retiredAt: Date | null }[]
  >`
    SELECT "name", "settings", "grants", "version", "retired_at" AS "retiredAt"
    FROM "call_type" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  return row ? { ...toRules({ id, ...row }), version: row.version, retiredAt: row.retiredAt } : null;
};

/** Returns false when `version` is outdated. */
export const changeType = async (
  tx: Tx,
  _permit: MayManage,
  at: { id: string; version: number },
  data: Content | { retiredAt: Date | null },
): Promise<boolean> => {
  const { count } = await tx.callType.updateMany({
    where: { id: at.id, version: at.version },
    data: { ...data, version: { increment: 1 } },
  });
  return count === 1;
};

/** Returns false when it is built in, used or unknown. */
export const deleteType = async (tx: Tx, _permit: MayManage, id: string): Promise<boolean> => {
  const { count } = await tx.callType.deleteMany({ where: { id, builtIn: false, calls: { none: {} } } });
  return count === 1;
};

export const noteVersion = (
  tx: Tx,
  permit: MayManage,
  note: Content & { typeId: string; version: number; change: CallTypeChange },
  at: Date,
) =>
  tx.callTypeVersion.create({ data: { ...note, byId: permit.actor.userId, at }, select: { version: true } });

type AdminRow = {
  id: string;
  name: string;
  builtIn: boolean;
  settings: Prisma.JsonValue;
  grants: Prisma.JsonValue;
  version: number;
  retiredAt: Date | null;
  changedAt: Date | null;
  calls: number;
  live: number;
  used: boolean;
};

/** Types with their number of calls (up to `countCeiling` + 1) and of live ones, and whether any call ever used them. */
export const typesForAdmin = async (_permit: MayManage, id: string | null) => {
  const rows = await db().$queryRaw<AdminRow[]>`
    SELECT ct."id", ct."name", ct."built_in" AS "builtIn", ct."settings", ct."grants", ct."version",
      ct."retired_at" AS "retiredAt",
      (SELECT v."at" FROM "call_type_version" v
        WHERE v."type_id" = ct."id" AND v."version" = ct."version") AS "changedAt",
      (SELECT count(*)::int FROM (SELECT 1 FROM "call" c
        WHERE c."type" = ct."id" AND c."deleted_at" IS NULL LIMIT ${countCeiling + 1}) counted) AS "calls",
      (SELECT count(*)::int FROM "session" s WHERE s."call_type" = ct."id" AND s."closed_at" IS NULL) AS "live",
      EXISTS (SELECT 1 FROM "call" c WHERE c."type" = ct."id") AS "used"
    FROM "call_type" ct WHERE ${id}::text IS NULL OR ct."id" = ${id}
    ORDER BY ct."retired_at" IS NOT NULL, ct."built_in" DESC, ct."name", ct."id"`;
  return rows.map((row) => ({ ...row, ...toRules(row) }));
};

export const versionsOf = (_permit: MayManage, typeId: string, limit: number) =>
  db().$queryRaw<
    {
      version: number;
      change: CallTypeChange;
      name: string;
      settings: unknown;
      grants: unknown;
      at: Date;
      by: string | null;
    }[]
  >`
    SELECT v."version", v."change", v."name", v."settings", v."grants", v."at", u."name" AS "by"
    FROM "call_type_version" v LEFT JOIN "user" u ON u."id" = v."by_id"
    WHERE v."type_id" = ${typeId} ORDER BY v."version" DESC LIMIT ${limit}`;
