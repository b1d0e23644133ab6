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

/** Sees to it that the built-in types exist. Run at every start; changes nothing that is there. */
export const ensureBuiltInTypes = (): Promise<void> => store.addMissing(builtInTypes);

/** Kinds of visit that can be scheduled with one patient. */
export const schedulableTypes = async (_actor: Actor) =>
  (await store.listCallTypes()).filter(isSchedulable).map(({ id, name }) => ({ id, name }));

type Content = Pick<Parameters<typeof store.noteVersion>[2], "name" | "settings" | "grants">;
type Changed = { readonly id: string; readonly version: number };

/** The version for good, and the audit row, which is last. */
const note = async (
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

/**
 * Makes a type of call.
 * @throws AppError NOT_ALLOWED, BAD_INPUT (`id` is taken, by a retired one too)
 */
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
    return note(tx, permit, { id: type.id, version }, "created", type, now);
  });
};

/**
 * Changes a type. It counts at once, in what is on too: whoever may do more or less from now on is told, and whoever may
 * no longer join is put out. Saying what is so already makes no new version.
 * @throws AppError NOT_ALLOWED, NOT_FOUND, CONFLICT (`version` is no longer the present one)
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
    return note(tx, permit, { id, version: version + 1 }, "updated", content, now);
  });
  if (changed.version !== version) await applyRulesToType(id, now);
  return changed;
};

/**
 * Retires a type, or brings it back. Retired: there are no new calls of it, and those there are go on as before. What is so
 * already is no error.
 * @throws AppError NOT_ALLOWED, NOT_FOUND
 */
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
    return note(
      tx,
      permit,
      { id, version: version + 1 },
      input.retired ? "retired" : "restored",
      before,
      now,
    );
  });
};

/**
 * Deletes a type that no call was ever of.
 * @throws AppError NOT_ALLOWED, NOT_FOUND, IN_USE (also for a built-in one)
 */
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
    return note(tx, permit, { id: input.id, version: before.version + 1 }, "deleted", before, now);
  }).catch((error: unknown) => {
    // A call of it was made at the same moment.
    throw isReferenceViolation(error) ? new AppError("IN_USE", { cause: error }) : error;
  });
};

const toShown = ({ used, ...type }: Awaited<ReturnType<typeof store.typesForAdmin>>[number]) => ({
  ...type,
  deletable: !type.builtIn && !used,
});

/**
 * Every type of call for the admin, retired ones last: `calls` counts what is not deleted (beyond 10,000 it is 10,001),
 * `live` what is on, `deletable` says whether it can be deleted and not only retired.
 */
export const listCallTypes = async (actor: Actor) =>
  (await store.typesForAdmin(allow(actor, "call-types.manage", undefined), null)).map(toShown);

/**
 * One type for the admin, with its last 100 versions, the newest first.
 * @throws AppError NOT_ALLOWED, NOT_FOUND
 */
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
