import "server-only";
import { db } from "#lib/db";
import { type CallTypeRules, callTypeGrants, callTypeSettings } from "./rules.ts";

const rulesSelect = { id: true, name: true, settings: true, grants: true } as const;

const toRules = (row: { id: string; name: string; settings: unknown; grants: unknown }): CallTypeRules => ({
  id: row.id,
  name: row.name,
  settings: callTypeSettings.parse(row.settings),
  grants: callTypeGrants.parse(row.grants),
});

/** The type, or null when there is none of that name or it is retired. */
export const callType = async (id: string): Promise<CallTypeRules | null> => {
  const row = await db().callType.findFirst({ where: { id, retiredAt: null }, select: rulesSelect });
  return row && toRules(row);
};

/** Every type in use, the built-in ones first. */
export const listCallTypes = async (): Promise<CallTypeRules[]> => {
  const rows = await db().callType.findMany({
    where: { retiredAt: null },
    orderBy: [{ builtIn: "desc" }, { name: "asc" }],
    select: rulesSelect,
  });
  return rows.map(toRules);
};

/** Adds the types that are missing; those there are stay as the admins left them. */
export const addMissing = (types: readonly CallTypeRules[]) =>
  db().callType.createMany({
    data: types.map((type) => ({ ...type, builtIn: true })),
    skipDuplicates: true,
  });
