import { z } from "zod";

/** A push about a start is worth sending for so long after it; later it would ring for a visit that goes on or is over. */
export const ringingSeconds = 120;
/** One person is told on so many browsers at most; a further one takes the place of the one least lately reached. */
export const mostDevices = 10;
/** How often one push is tried. */
const mostAttempts = 8;

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((value) => Math.floor((value.replace(/=+$/, "").length * 3) / 4) === bytes)
    .transform((value) => value.replace(/=+$/, ""));

/** What PushSubscription.toJSON() gives; whose endpoint it is, is asked separately (push.ts). */
export const subscriptionInput = z.object({
  endpoint: z.string().min(1).max(1_000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});
export type SubscriptionInput = z.output<typeof subscriptionInput>;

export const endpointInput = z.object({ endpoint: z.string().min(1).max(1_000) });
/** `oldEndpoint` is null where the browser does not say what the new subscription replaces. */
export const replacementInput = z.object({
  oldEndpoint: z.string().max(1_000).nullable(),
  subscription: subscriptionInput,
});
export const shownInput = z.object({ delivery: z.uuid() });

/** What the service worker is handed. Generic words only: it may be read on a lock screen. */
export type PushPayload = {
  readonly title: string;
  readonly body: string;
  /** Where a press leads, on our own origin. */
  readonly path: string;
  /** A later notification of the same tag takes the place of an earlier one. */
  readonly tag: string;
  /** Told back when it was shown; null for a trial. */
  readonly delivery: string | null;
};

export const startedPayload = (start: { type: string; id: string; deliveryId: string }): PushPayload => ({
  title: "Your visit is starting",
  body: "Open Bedside to come in.",
  path: `/visit/${start.type}/${start.id}`,
  tag: `visit-${start.type}-${start.id}`,
  delivery: start.deliveryId,
});

export const trialPayload: PushPayload = {
  title: "Notifications work",
  body: "This is how Bedside tells you that a visit starts.",
  path: "/",
  tag: "trial",
  delivery: null,
};

/** Push topics take 32 characters of base64url: a session's id without its dashes. */
export const topicOf = (sessionId: string) => sessionId.replaceAll("-", "");

/** What is known of a delivery when its turn comes. */
export type DeliveryFacts = {
  readonly attempts: number;
  readonly notifiedAt: Date;
  readonly sessionOpen: boolean;
  /** The sign-in behind the subscription still counts, for this person and this call. */
  readonly subscriptionLive: boolean;
};

const secondsLeft = (facts: Pick<DeliveryFacts, "notifiedAt">, now: Date) =>
  Math.floor((facts.notifiedAt.getTime() - now.getTime()) / 1000) + ringingSeconds;

/** What to do with a delivery now: send it, valid for so many more seconds, or give it up. */
export const stepFor = (
  facts: DeliveryFacts,
  now: Date,
): { kind: "send"; ttlSeconds: number } | { kind: "gone" } | { kind: "failed" } => {
  if (!facts.subscriptionLive) return { kind: "gone" };
  const ttlSeconds = secondsLeft(facts, now);
  if (!facts.sessionOpen || ttlSeconds <= 0 || facts.attempts >= mostAttempts) return { kind: "failed" };
  return { kind: "send", ttlSeconds };
};

/**
 * When to try again after the push service asked for it, or null when it would come too late. Ours doubles from one
 * second; the push service's Retry-After counts when it is longer.
 */
export const retryAt = (
  facts: Pick<DeliveryFacts, "notifiedAt"> & { attempts: number },
  afterSeconds: number | null,
  now: Date,
): Date | null => {
  const delay = Math.max(2 ** Math.max(0, facts.attempts - 1), afterSeconds ?? 0);
  if (facts.attempts >= mostAttempts || delay >= secondsLeft(facts, now)) return null;
  return new Date(now.getTime() + delay * 1000);
};
