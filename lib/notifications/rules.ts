import { z } from "zod";
import { visitPath, visitTag } from "#lib/live/rules.ts";
import type { RingState } from "#lib/rings/rules.ts";

/** A push about a start is worth sending for so long after it; later it would ring for a visit that goes on or is over. */
const ringingSeconds = 120;
/** One person is told on so many browsers at most; a further one takes the place of the one least lately reached. */
export const maxDevices = 10;
/** How often one push is tried. */
const maxAttempts = 8;

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

/** What people are told. `ring-settled` goes where the ring was heard, and takes its place. */
export type NoticeKind =
  | "visit-started"
  | "call-added"
  | "ring"
  | "ring-busy"
  | "ring-missed"
  | "ring-settled";

/** What a notification is about. */
export type NoticeFacts = {
  readonly kind: NoticeKind;
  readonly notifiedAt: Date;
  /** Null where it is about no ring. */
  readonly ringState: RingState | null;
  readonly ringExpiresAt: Date | null;
  /** The ring is the start of the visit itself. */
  readonly ringIsStart: boolean;
};

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
  /** It rings: it can be answered on the notification itself. */
  readonly ring?: { readonly type: string; readonly id: string };
  /** Makes no sound and may go away by itself. */
  readonly quiet?: boolean;
};

type Words = Pick<PushPayload, "title" | "body">;

const starts: Words = { title: "Your visit is starting", body: "Open Bedside to come in." };
const settledWords: Record<RingState, Words> = {
  ringing: starts,
  busy: starts,
  accepted: { title: "Answered on another device", body: "This device has stopped ringing." },
  declined: { title: "Declined on another device", body: "This device has stopped ringing." },
  missed: { title: "You missed a visit", body: "Open Bedside to see what you can do." },
  cancelled: { title: "They stopped calling", body: "Open Bedside to see whether the visit is still on." },
};

const wordsOf = ({ kind, ringState, ringIsStart }: NoticeFacts): Words => {
  if (kind === "call-added")
    return { title: "You have been added to a visit", body: "Open Bedside to see when it is." };
  if (kind === "ring-busy")
    return { title: "You are wanted in another visit", body: "They know that you are in a visit now." };
  if (kind === "ring" && !ringIsStart)
    return { title: "You are being called to your visit", body: "Open Bedside to come in." };
  return kind === "ring-missed" || kind === "ring-settled" ? settledWords[ringState ?? "cancelled"] : starts;
};

type About = { readonly type: string; readonly id: string; readonly deliveryId: string };

export const payloadOf = (facts: NoticeFacts, { type, id, deliveryId }: About): PushPayload => ({
  ...wordsOf(facts),
  path: visitPath({ type, id }),
  tag: visitTag({ type, id }),
  delivery: deliveryId,
  ...(facts.kind === "ring" ? { ring: { type, id } } : {}),
  ...(facts.kind === "ring-busy" || facts.kind === "ring-settled" ? { quiet: true } : {}),
});

export const trialPayload: PushPayload = {
  title: "Notifications work",
  body: "This is how Bedside tells you that a visit starts.",
  path: "/",
  tag: "trial",
  delivery: null,
};

/** Push topics take 32 characters of base64url: an id without its dashes. */
export const topicOf = (id: string) => id.replaceAll("-", "");

const livesSeconds: Record<NoticeKind, number> = {
  "visit-started": ringingSeconds,
  "call-added": 86_400,
  ring: ringingSeconds,
  "ring-busy": ringingSeconds,
  "ring-missed": 86_400,
  "ring-settled": 600,
};

/** Until when a notification is worth sending. A ring is not heard after it has been given up. */
export const untilOf = ({ kind, notifiedAt, ringExpiresAt }: NoticeFacts): Date =>
  kind === "ring" && ringExpiresAt
    ? ringExpiresAt
    : new Date(notifiedAt.getTime() + livesSeconds[kind] * 1000);

/** How soon a sleeping device is woken. */
export const urgencyOf = (kind: NoticeKind): "high" | "normal" =>
  kind === "visit-started" || kind === "ring" || kind === "ring-settled" ? "high" : "normal";

/** What is known of a delivery when its turn comes. */
export type DeliveryFacts = {
  readonly attempts: number;
  /** Until when it is worth sending. */
  readonly until: Date;
  /** What it says is still so. */
  readonly stillTrue: boolean;
  /** The sign-in behind the subscription still counts, for this person and this call. */
  readonly subscriptionLive: boolean;
};

const secondsLeft = (until: Date, now: Date) => Math.floor((until.getTime() - now.getTime()) / 1000);

/** What to do with a delivery now: send it, valid for so many more seconds, or give it up. */
export const stepFor = (
  facts: DeliveryFacts,
  now: Date,
): { kind: "send"; ttlSeconds: number } | { kind: "gone" } | { kind: "failed" } => {
  if (!facts.subscriptionLive) return { kind: "gone" };
  const ttlSeconds = secondsLeft(facts.until, now);
  if (!facts.stillTrue || ttlSeconds <= 0 || facts.attempts >= maxAttempts) return { kind: "failed" };
  return { kind: "send", ttlSeconds };
};

/**
 * When to try again after the push service asked for it, or null when it would come too late. Ours doubles from one
 * second; the push service's Retry-After counts when it is longer.
 */
export const retryAt = (
  facts: Pick<DeliveryFacts, "until" | "attempts">,
  afterSeconds: number | null,
  now: Date,
): Date | null => {
  const delay = Math.max(2 ** Math.max(0, facts.attempts - 1), afterSeconds ?? 0);
  if (facts.attempts >= maxAttempts || delay >= secondsLeft(facts.until, now)) return null;
  return new Date(now.getTime() + delay * 1000);
};
