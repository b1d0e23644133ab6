import "server-only";
import { type Actor, allow, type Permit } from "#lib/access.ts";
import { auditEntry } from "#lib/audit/rules.ts";
import { record } from "#lib/audit/server.ts";
import { canonicalJson } from "#lib/canonical-json.ts";
import { type Tx, transaction } from "#lib/db.ts";
import { isReferenceViolation } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { applyLimitInTx } from "#lib/sessions/server/apply-limit.ts";
import { applyRulesToType, emitTypeChangeInTx } from "#lib/sessions/server/apply-rules.ts";
import {
  builtInTypes,
  type CallTypeChange,
  type CallTypeRef,
  type CreateCallTypeInput,
  callTypeGrants,
  callTypeSettings,
  createCallTypeInput,
  isSchedulable,
  type RetireCallTypeInput,
  retireCallTypeInput,
  type UpdateCallTypeInput,
  updateCallTypeInput,
} from "./rules.ts";
import * as store from "./store.ts";

/** Adds missing built-in types. Runs at every start. */
export const ensureBuiltInTypes = (): Promise<void> => store.addMissing(builtInTypes);

export const schedulableTypes = async (_actor: Actor) =>
  (await store.listCallTypes()).filter(isSchedulable).map(({ id, name }) => ({ id, name }));

type Content = Pick<Parameters<typeof store.noteVersion>[2], "name" | "settings" | "grants">;
type Changed = { readonly id: string; readonly version: number };

const recordVersion = async (
  tx: Tx,
  permit: Permit<"call-types.manage">,
  { id, version }: Changed,
  change: CallTypeChange,
  { name, settings, grants }: Content,
  now: Date,
): Promise<Changed> => {
  await store.noteVersion(tx, permit, { typeId: id, version, change, name, settings, grants }, now);
  await record(tx, [auditEntry(`call-type.${change}`, permit.actor.userId, id, { version })], now);
  return { id, version };
};

/** @throws AppError NOT_ALLOWED, BAD_INPUT (`id`: taken, also by a retired type) */
export const createCallType = async (
  actor: Actor,
  given: CreateCallTypeInput,
  now = new Date(),
): Promise<Changed> => {
  const permit = allow(actor, "call-types.manage", undefined);
  const type = createCallTypeInput.parse(given);
  return transaction(async (tx) => {
    const version = await store.insertType(tx, permit, type);
    if (version === null) throw new AppError("BAD_INPUT", { fields: { id: "taken" } });
    return recordVersion(tx, permit, { id: type.id, version }, "created", type, now);
  });
};

/**
 * Changes a type, in live calls too: members whose capabilities change are told, and those who may no longer join are
 * removed. An unchanged type gets no new version.
 * @throws AppError NOT_ALLOWED, NOT_FOUND, CONFLICT (`version` is outdated)
 */
export const updateCallType = async (
  actor: Actor,
  given: UpdateCallTypeInput,
  now = new Date(),
): Promise<Changed> => {
  const permit = allow(actor, "call-types.manage", undefined);
  const { id, version, ...content } = updateCallTypeInput.parse(given);
  const changed = await transaction(async (tx) => {
    const before = await store.lockType(tx, id);
    if (!before) throw new AppError("NOT_FOUND");
    if (before.version !== version) throw new AppError("CONFLICT");
    const { name, settings, grants } = before;
    if (canonicalJson({ name, settings, grants }) === canonicalJson(content)) return { id, version };
    if (!(await store.changeType(tx, permit, { id, version }, content))) throw new AppError("CONFLICT");
    await applyLimitInTx(tx, { type: id }, now);
    await emitTypeChangeInTx(tx, id);
    return recordVersion(tx, permit, { id, version: version + 1 }, "updated", content, now);
  });
  if (changed.version !== version) await applyRulesToType(id, now);
  return changed;
};

/** Idempotent. A retired type has no new calls; existing ones continue. @throws AppError NOT_ALLOWED, NOT_FOUND */
export const setCallTypeRetired = async (
  actor: Actor,
  given: RetireCallTypeInput,
  now = new Date(),
): Promise<Changed> => {
  const permit = allow(actor, "call-types.manage", undefined);
  const input = retireCallTypeInput.parse(given);
  return transaction(async (tx) => {
    const before = await store.lockType(tx, input.id);
    if (!before) throw new AppError("NOT_FOUND");
    const { id, version } = before;
    if ((before.retiredAt !== null) === input.retired) return { id, version };
    await store.changeType(tx, permit, { id, version }, { retiredAt: input.retired ? now : null });
    return recordVersion(
      tx,
      permit,
      { id, version: version + 1 },
      input.retired ? "retired" : "restored",
      before,
      now,
    );
  });
};

/** Deletes a type that no call ever used. @throws AppError NOT_ALLOWED, NOT_FOUND, IN_USE (also for a built-in type) */
export const deleteCallType = async (
  actor: Actor,
  input: CallTypeRef,
  now = new Date(),
): Promise<Changed> => {
  const permit = allow(actor, "call-types.manage", undefined);
  return transaction(async (tx) => {
    const before = await store.lockType(tx, input.id);
    if (!before) throw new AppError("NOT_FOUND");
    if (!(await store.deleteType(tx, permit, input.id))) throw new AppError("IN_USE");
    return recordVersion(tx, permit, { id: input.id, version: before.version + 1 }, "deleted", before, now);
  }).catch((error: unknown) => {
    // A call of this type was created at the same moment.
    throw isReferenceViolation(error) ? new AppError("IN_USE", { cause: error }) : error;
  });
};

const toShown = ({ used, ...type }: Awaited<ReturnType<typeof store.typesForAdmin>>[number]) => ({
  ...type,
  deletable: !type.builtIn && !used,
});

/** Every type for administrators, retired ones last. `calls` stops at 10,001. */
export const listCallTypes = async (actor: Actor) =>
  (await store.typesForAdmin(allow(actor, "call-types.manage", undefined), null)).map(toShown);

/** One type with its last 100 versions, newest first. @throws AppError NOT_ALLOWED, NOT_FOUND */
export const getCallType = async (actor: Actor, input: CallTypeRef) => {
  const permit = allow(actor, "call-types.manage", undefined);
  const [type] = await store.typesForAdmin(permit, input.id);
  if (!type) throw new AppError("NOT_FOUND");
  const versions = await store.versionsOf(permit, input.id, 100);
  const history = versions.map((version) => ({
    ...version,
    settings: callTypeSettings.parse(version.settings),
    grants: callTypeGrants.parse(version.grants),
  }));
  return { ...toShown(type), history };
};
