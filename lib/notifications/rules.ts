import { z } from "zod";
import type { Translator } from "#lib/catalogue.ts";
import { visitPath, visitTag } from "#lib/live/rules.ts";
import type { RingState } from "#lib/rings/rules.ts";

/** A later push would ring for a visit long in progress, or over. */
const ringingSeconds = 120;
/** A person's browsers; a further one replaces the one reached least recently. */
export const maxDevices = 10;
const maxAttempts = 8;

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine((value) => Math.floor((value.replace(/=+$/, "").length * 3) / 4) === bytes)
    .transform((value) => value.replace(/=+$/, ""));

/** What PushSubscription.toJSON() returns. lib/push.ts checks the endpoint's host. */
export const subscriptionInput = z.object({
  endpoint: z.string().min(1).max(1_000),
  keys: z.object({ p256dh: base64url(65), auth: base64url(16) }),
});
export type SubscriptionInput = z.output<typeof subscriptionInput>;

export const endpointInput = z.object({ endpoint: z.string().min(1).max(1_000) });
/** `oldEndpoint` is null when the browser doesn't say which subscription the new one replaces. */
export const replacementInput = z.object({
  oldEndpoint: z.string().max(1_000).nullable(),
  subscription: subscriptionInput,
});
export const shownInput = z.object({ delivery: z.uuid() });

/** `ring-settled` goes to the devices that rang, and replaces the ring there. */
export type NoticeKind =
  | "visit-started"
  | "call-added"
  | "ring"
  | "ring-busy"
  | "ring-missed"
  | "ring-settled";

export type NoticeFacts = {
  readonly kind: NoticeKind;
  readonly notifiedAt: Date;
  readonly ringState: RingState | null;
  readonly ringExpiresAt: Date | null;
  readonly ringIsStart: boolean;
};

/** What the service worker gets. Generic words only, because lock screens show them. */
export type PushPayload = {
  readonly title: string;
  readonly body: string;
  readonly path: string;
  /** A later notification with the same tag replaces an earlier one. */
  readonly tag: string;
  /** Null for a trial. */
  readonly delivery: string | null;
  readonly ring?: { readonly type: string; readonly id: string };
  readonly quiet?: boolean;
};

type Notice = "starting" | "added" | "busy" | "ringing" | Exclude<RingState, "ringing" | "busy">;

const settledAs = (state: RingState): Notice =>
  state === "ringing" || state === "busy" ? "starting" : state;

function noticeOf({ kind, ringState, ringIsStart }: NoticeFacts): Notice {
  if (kind === "call-added") return "added";
  if (kind === "ring-busy") return "busy";
  if (kind === "ring" && !ringIsStart) return "ringing";
  return kind === "ring-missed" || kind === "ring-settled" ? settledAs(ringState ?? "cancelled") : "starting";
}

const wordsOf = (t: Translator<"push">, notice: Notice | "trial") => ({
  title: t(`${notice}.title`),
  body: t(`${notice}.body`),
});

type About = { readonly type: string; readonly id: string; readonly deliveryId: string };

export const payloadOf = (
  facts: NoticeFacts,
  { type, id, deliveryId }: About,
  t: Translator<"push">,
): PushPayload => ({
  ...wordsOf(t, noticeOf(facts)),
  path: visitPath({ type, id }),
  tag: visitTag({ type, id }),
  delivery: deliveryId,
  ...(facts.kind === "ring" ? { ring: { type, id } } : {}),
  ...(facts.kind === "ring-busy" || facts.kind === "ring-settled" ? { quiet: true } : {}),
});

export const trialPayload = (t: Translator<"push">): PushPayload => ({
  ...wordsOf(t, "trial"),
  path: "/",
  tag: "trial",
  delivery: null,
});

/** A push topic has at most 32 characters of base64url: a UUID without its dashes. */
export const topicOf = (id: string) => id.replaceAll("-", "");

const lifetimeSeconds: Record<NoticeKind, number> = {
  "visit-started": ringingSeconds,
  "call-added": 86_400,
  ring: ringingSeconds,
  "ring-busy": ringingSeconds,
  "ring-missed": 86_400,
  "ring-settled": 600,
};

export const untilOf = ({ kind, notifiedAt, ringExpiresAt }: NoticeFacts): Date =>
  kind === "ring" && ringExpiresAt
    ? ringExpiresAt
    : new Date(notifiedAt.getTime() + lifetimeSeconds[kind] * 1000);

export const urgencyOf = (kind: NoticeKind): "high" | "normal" =>
  kind === "visit-started" || kind === "ring" || kind === "ring-settled" ? "high" : "normal";

export type DeliveryFacts = {
  readonly attempts: number;
  readonly until: Date;
  readonly stillTrue: boolean;
  readonly subscriptionLive: boolean;
};

const secondsLeft = (until: Date, now: Date) => Math.floor((until.getTime() - now.getTime()) / 1000);

export const stepFor = (
  facts: DeliveryFacts,
  now: Date,
): { kind: "send"; ttlSeconds: number } | { kind: "gone" } | { kind: "failed" } => {
  if (!facts.subscriptionLive) return { kind: "gone" };
  const ttlSeconds = secondsLeft(facts.until, now);
  if (!facts.stillTrue || ttlSeconds <= 0 || facts.attempts >= maxAttempts) return { kind: "failed" };
  return { kind: "send", ttlSeconds };
};

/** Null when too late. Doubles from one second, or waits for a longer Retry-After. */
export const retryAt = (
  facts: Pick<DeliveryFacts, "until" | "attempts">,
  afterSeconds: number | null,
  now: Date,
): Date | null => {
  const delay = Math.max(2 ** Math.max(0, facts.attempts - 1), afterSeconds ?? 0);
  if (facts.attempts >= maxAttempts || delay >= secondsLeft(facts.until, now)) return null;
  return new Date(now.getTime() + delay * 1000);
};
