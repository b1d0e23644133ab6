import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor, CallRef } from "#lib/access.ts";
import { translatorFor } from "#lib/catalogue.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { isDatabaseAway } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue, enqueueAll } from "#lib/jobs.ts";
import { readerLocale } from "#lib/locale.ts";
import { isPushEndpoint, type PushOutcome, pushKey, sendPush } from "#lib/push.ts";
import { enforceRateLimit } from "#lib/rate-limit.ts";
import {
  payloadOf,
  retryAt,
  type SubscriptionInput,
  stepFor,
  topicOf,
  trialPayload,
  untilOf,
  urgencyOf,
} from "./rules.ts";
import * as notifications from "./store/insert-notifications.ts";
import * as subscriptions from "./store/keep-subscriptions.ts";
import * as deliveries from "./store/move-deliveries.ts";

const wordsFor = (locale: string) => translatorFor(readerLocale(locale), "push");

/** `publicKey` is null unless push is set up. */
export const notificationSetup = async (_actor: Actor) => ({ publicKey: pushKey() });

/** @throws AppError BAD_INPUT for an endpoint of an unknown push service */
export const subscribe = async (actor: Actor, input: SubscriptionInput): Promise<{ on: true }> => {
  if (!isPushEndpoint(input.endpoint)) throw new AppError("BAD_INPUT", { fields: { endpoint: "invalid" } });
  await transaction((tx) => subscriptions.save(tx, actor, input));
  return { on: true };
};

/** Renews the subscription after signing in again, unless the browser was subscribed by someone else. */
export const keepSubscription = async (actor: Actor, input: SubscriptionInput): Promise<{ on: boolean }> =>
  (await subscriptions.owns(actor, input.endpoint)) ? subscribe(actor, input) : { on: false };

/** Moves to the new endpoint that the browser's push service chose. Only for a browser this person had subscribed. */
export const replaceSubscription = async (
  actor: Actor,
  input: { oldEndpoint: string | null; subscription: SubscriptionInput },
): Promise<{ on: boolean }> => {
  const { oldEndpoint, subscription } = input;
  const known = oldEndpoint
    ? await subscriptions.owns(actor, oldEndpoint)
    : await subscriptions.signInHasOne(actor);
  if (!known) return { on: false };
  if (oldEndpoint && oldEndpoint !== subscription.endpoint)
    await unsubscribe(actor, { endpoint: oldEndpoint });
  return subscribe(actor, subscription);
};

export const unsubscribe = async (actor: Actor, input: { endpoint: string }): Promise<{ on: false }> => {
  await subscriptions.remove(db(), actor, input.endpoint);
  return { on: false };
};

/** Sends at once, without a job, so that the person learns how it went. @throws AppError NOT_FOUND, TOO_MANY_ATTEMPTS */
export const testPush = async (actor: Actor, input: { endpoint: string }): Promise<{ sent: boolean }> => {
  const target = await subscriptions.ownTarget(actor, input.endpoint);
  if (!target) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`trial:${actor.userId}`, { max: 10, windowSeconds: 60 }, new Date());
  const payload = JSON.stringify(trialPayload(wordsFor(actor.locale)));
  const outcome = await sendPush(target, { payload, ttlSeconds: 60, topic: "trial", urgency: "high" });
  if (outcome.kind === "gone") {
    await subscriptions.removeGone(target.id, target.endpoint);
    throw new AppError("NOT_FOUND");
  }
  return { sent: outcome.kind === "sent" };
};

const deliver = (tx: Tx, deliveryIds: readonly string[]): Promise<void> =>
  enqueueAll(
    tx,
    "deliver-push",
    deliveryIds.map((deliveryId) => ({ deliveryId })),
    { priority: -10 },
  );

/** Everyone but the starter and the rung, in the caller's transaction. Idempotent. */
export const announceStart = async (
  tx: Tx,
  start: CallRef & { sessionId: string; startedBy: string; rungMemberIds?: readonly string[] },
  now = new Date(),
): Promise<void> => deliver(tx, await notifications.tellStart(tx, start, now));

/** Notifies every member but `by` that they were added to a call, in the caller's transaction. */
export const announceAdded = async (
  tx: Tx,
  added: CallRef & { by: string },
  now = new Date(),
): Promise<void> => deliver(tx, await notifications.tellAdded(tx, added, now));

/** Notifies the rung members about their rings, in the transaction that changes these. */
export const announceRings = async (
  tx: Tx,
  kind: "ring" | "ring-busy" | "ring-missed",
  ringIds: readonly string[],
  now: Date,
): Promise<void> => deliver(tx, await notifications.tellRings(tx, kind, ringIds, now));

/** Stops the ringing on devices reached by push, in the transaction that settles the rings. */
export const announceSettled = async (tx: Tx, ringIds: readonly string[], now: Date): Promise<void> =>
  deliver(tx, await notifications.tellSettled(tx, ringIds, now));

/** A sent push must be recorded even while the database restarts, or it would be sent again. */
const retryWhileAway = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 40 || !isDatabaseAway(error)) throw error;
      await sleep(250);
    }
  }
};

type Tried = { state: "sending"; attempts: number };

const settle = async (
  deliveryId: string,
  pending: NonNullable<Awaited<ReturnType<typeof deliveries.pending>>>,
  tried: Tried,
  outcome: PushOutcome,
) => {
  const now = new Date();
  if (outcome.kind === "sent") return deliveries.markSent(deliveryId, tried, now);
  if (outcome.kind === "gone") return subscriptions.removeGone(pending.subscriptionId, pending.endpoint);
  const attempts = tried.attempts;
  const again =
    outcome.kind === "retry"
      ? retryAt({ until: untilOf(pending), attempts }, outcome.afterSeconds, now)
      : null;
  if (!again) return deliveries.move(db(), deliveryId, tried, { state: "failed" });
  return transaction(async (tx) => {
    if (!(await deliveries.move(tx, deliveryId, tried, { state: "queued" }))) return;
    await enqueue(tx, "deliver-push", { deliveryId }, { runAt: again, priority: -10 });
  });
};

/**
 * The job that sends one push, unless it is outdated, too late, or the browser's sign-in is no longer valid. A delivery found
 * in `sending` was interrupted by a crash, so it is sent again; its topic and tag make it replace the first.
 */
export const deliverPush = async (deliveryId: string): Promise<void> => {
  const now = new Date();
  const pending = await deliveries.pending(deliveryId, now);
  if (!pending) return;
  const { state, attempts } = pending;
  const step = stepFor({ ...pending, until: untilOf(pending) }, now);
  if (step.kind !== "send") {
    await deliveries.move(db(), deliveryId, { state, attempts }, { state: step.kind });
    return;
  }
  const tried: Tried = { state: "sending", attempts: attempts + 1 };
  if (!(await deliveries.move(db(), deliveryId, { state, attempts }, tried))) return;
  const payload = JSON.stringify(payloadOf(pending, { ...pending, deliveryId }, wordsFor(pending.locale)));
  const { ttlSeconds } = step;
  const outcome = await sendPush(pending, {
    payload,
    ttlSeconds,
    topic: topicOf(pending.sessionId ?? pending.memberId),
    urgency: urgencyOf(pending.kind),
  });
  await retryWhileAway(() => settle(deliveryId, pending, tried, outcome));
};

export const confirmShown = async (input: { delivery: string }, now = new Date()): Promise<void> => {
  await deliveries.markShown(input.delivery, now);
};
