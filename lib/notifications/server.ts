import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Actor, CallRef } from "#lib/access.ts";
import { db, type Tx, transaction } from "#lib/db.ts";
import { isDatabaseAway } from "#lib/db-errors.ts";
import { AppError } from "#lib/errors.ts";
import { enqueue, enqueueAll } from "#lib/jobs.ts";
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

/** What a browser needs to subscribe; `publicKey` is null where push is not set up. */
export const notificationSetup = async (_actor: Actor) => ({ publicKey: pushKey() });

/**
 * Binds this browser to the actor's sign-in, so that it is told when a visit starts. The same browser under a new
 * sign-in moves.
 * @throws AppError BAD_INPUT for an endpoint that belongs to no push service we know
 */
export const subscribe = async (actor: Actor, input: SubscriptionInput): Promise<{ on: true }> => {
  if (!isPushEndpoint(input.endpoint)) throw new AppError("BAD_INPUT", { fields: { endpoint: "invalid" } });
  await transaction((tx) => subscriptions.save(tx, actor, input));
  return { on: true };
};

/** Binds this browser anew after its person signed in again; a browser that somebody else turned on stays off. */
export const keepSubscription = async (actor: Actor, input: SubscriptionInput): Promise<{ on: boolean }> =>
  (await subscriptions.owns(actor, input.endpoint)) ? subscribe(actor, input) : { on: false };

/** The browser's push service gave it another endpoint. Only for a browser that this person had turned on. */
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

/** Nothing more is sent to this browser. */
export const unsubscribe = async (actor: Actor, input: { endpoint: string }): Promise<{ on: false }> => {
  await subscriptions.remove(db(), actor, input.endpoint);
  return { on: false };
};

/**
 * Sends a trial to this browser, at once and not by a job, so that the person hears how it went.
 * @throws AppError NOT_FOUND when this browser is not turned on for this sign-in (any more),
 *   TOO_MANY_ATTEMPTS
 */
export const testPush = async (actor: Actor, input: { endpoint: string }): Promise<{ sent: boolean }> => {
  const target = await subscriptions.ownTarget(actor, input.endpoint);
  if (!target) throw new AppError("NOT_FOUND");
  await enforceRateLimit(`trial:${actor.userId}`, { max: 10, windowSeconds: 60 }, new Date());
  const payload = JSON.stringify(trialPayload);
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

/**
 * Tells every member but the starter that the visit starts: inside the transaction that starts it, one notification a
 * member, one delivery and one job a browser. Whom a ring tells (`rungMemberIds`) is not told twice. Saying it again
 * changes nothing.
 */
export const announceStart = async (
  tx: Tx,
  start: CallRef & { sessionId: string; startedBy: string; rungMemberIds?: readonly string[] },
  now = new Date(),
): Promise<void> => deliver(tx, await notifications.tellStart(tx, start, now));

/** Tells every member but `by` that they belong to a call: an ordinary message, once a member, inside a transaction. */
export const announceAdded = async (
  tx: Tx,
  added: CallRef & { by: string },
  now = new Date(),
): Promise<void> => deliver(tx, await notifications.tellAdded(tx, added, now));

/** Tells the rung what their rings are or came to. Inside the transaction that changes the rings. */
export const announceRings = async (
  tx: Tx,
  kind: "ring" | "ring-busy" | "ring-missed",
  ringIds: readonly string[],
  now: Date,
): Promise<void> => deliver(tx, await notifications.tellRings(tx, kind, ringIds, now));

/** Ends the ringing on those devices that a ring reached by push. Inside the transaction that settles the rings. */
export const announceSettled = async (tx: Tx, ringIds: readonly string[], now: Date): Promise<void> =>
  deliver(tx, await notifications.tellSettled(tx, ringIds, now));

/** A sent push must be noted even when the database restarts just then, or it would be sent again. */
const noted = async <T>(work: () => Promise<T>): Promise<T> => {
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
 * The job: sends one push, unless what it says is no longer so, it comes too late, or the browser's sign-in no longer
 * counts. A delivery found in `sending` was cut off by a crash; whether it went out nobody knows, so it is sent again, and
 * its topic and tag make it take the place of the first.
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
  const payload = JSON.stringify(payloadOf(pending, { ...pending, deliveryId }));
  const { ttlSeconds } = step;
  const outcome = await sendPush(pending, {
    payload,
    ttlSeconds,
    topic: topicOf(pending.sessionId ?? pending.memberId),
    urgency: urgencyOf(pending.kind),
  });
  await noted(() => settle(deliveryId, pending, tried, outcome));
};

/** The service worker showed it. An id that is none answers the same. */
export const confirmShown = async (input: { delivery: string }, now = new Date()): Promise<void> => {
  await deliveries.markShown(input.delivery, now);
};
