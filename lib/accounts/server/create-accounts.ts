import "server-only";
import type { z } from "zod";
import { type Actor, allow } from "#lib/access.ts";
import type { newPersonInput } from "#lib/accounts/rules.ts";
import * as store from "#lib/accounts/store.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { transaction } from "#lib/db.ts";
import { isReferenceViolation, isUniqueViolation } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { hashPassword } from "#lib/passwords.ts";
import type { AccountRole } from "#lib/roles.ts";

export type NewPerson = {
  name: string;
  /** Lower case. Staff sign in with it. */
  email: string | null;
  timeZone: string;
  role: AccountRole;
  password?: string;
  teamIds: readonly string[];
};

/** Staff sign in with their e-mail, so the database keeps it unique among them. */
export function rejectTakenEmail(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new AppError("BAD_INPUT", { fields: { email: "taken" }, cause: error });
}

const withHash = async ({ password, ...person }: NewPerson) => ({
  ...person,
  passwordHash: password ? await hashPassword(password) : null,
});

/** All or none, ids in the same order. @throws AppError NOT_ALLOWED, BAD_INPUT (another staff account has the e-mail) */
export async function createAccounts(actor: Actor, people: readonly NewPerson[], now = new Date()) {
  const permit = allow(actor, "accounts.manage", undefined);
  const rows = await Promise.all(people.map(withHash));
  return transaction(async (tx) => {
    const ids: string[] = [];
    for (const { teamIds, ...row } of rows)
      ids.push((await store.createAccount(tx, permit, row, teamIds)).id);
    const entries = ids.map((id) => auditEntry("account.created", actor.userId, id));
    await record(tx, entries, now);
    return ids;
  }).catch(rejectTakenEmail);
}

/** @throws AppError as createAccounts; BAD_INPUT (`teamIds`: unknown team) */
export async function createPerson(actor: Actor, input: z.output<typeof newPersonInput>) {
  const { email = null, password, ...person } = input;
  const secret = password !== undefined && person.role !== "patient" ? { password } : {};
  const [userId = ""] = await createAccounts(actor, [{ ...person, email, ...secret }]).catch((error) => {
    throw isReferenceViolation(error)
      ? new AppError("BAD_INPUT", { fields: { teamIds: "not-an-id" } })
      : error;
  });
  return { userId };
}

/** @throws AppError NOT_ALLOWED once any staff account exists */
export async function createFirstAdmin(
  person: { name: string; email: string; password: string; timeZone: string },
  now = new Date(),
) {
  const { teamIds: _none, ...row } = await withHash({ ...person, role: "admin", teamIds: [] });
  return transaction(async (tx) => {
    const created = await store.insertFirstAdmin(tx, row);
    if (!created) throw new AppError("NOT_ALLOWED");
    const details = { role: "admin", first: true };
    await record(tx, [auditEntry("account.created", null, created.id, details)], now);
    return created.id;
  });
}
