import "server-only";
import webpush from "web-push";
import { env } from "./env.ts";
import { errorFacts, log } from "./log.ts";

/** Keys are base64url. */
export type PushTarget = { readonly endpoint: string; readonly p256dh: string; readonly auth: string };

export type PushMessage = {
  readonly payload: string;
  readonly ttlSeconds: number;
  /** At most 32 characters of base64url; a later message of the same topic replaces one not yet delivered. */
  readonly topic?: string;
  readonly urgency: "very-low" | "low" | "normal" | "high";
};

export type PushOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "gone" }
  /** Null when the push service named no delay. */
  | { readonly kind: "retry"; readonly afterSeconds: number | null }
  /** 401 or 403: the subscription is not to blame. */
  | { readonly kind: "key-refused" }
  | { readonly kind: "failed"; readonly status: number };

const timeout = 5_000;
/** 4,096 octets of body (RFC 8291), less the header, the padding delimiter and the tag of its encryption. */
const maxPayloadBytes = 3_993;
/** Chrome, Firefox, Safari and Edge. */
const hosts = ["fcm.googleapis.com", "web.push.apple.com"];
const hostEndings = [".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

const isLoopback = (url: URL) => ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);

/** Strangers choose endpoints, so only known push services count; PUSH_EXTRA_ORIGINS on this machine only. */
export const isPushEndpoint = (endpoint: string): boolean => {
  if (endpoint.length > 1_000 || !URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.username || url.password) return false;
  if (isLoopback(url)) return env().PUSH_EXTRA_ORIGINS.includes(url.origin);
  if (url.protocol !== "https:" || url.port !== "") return false;
  return hosts.includes(url.hostname) || hostEndings.some((ending) => url.hostname.endsWith(ending));
};

type VapidKeys = { readonly subject: string; readonly publicKey: string; readonly privateKey: string };

const vapidKeys = (): VapidKeys | null => {
  const { VAPID_SUBJECT: subject, VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = env();
  return subject && publicKey && privateKey ? { subject, publicKey, privateKey } : null;
};

export const pushKey = (): string | null => vapidKeys()?.publicKey ?? null;

const headerLivesSeconds = 12 * 3_600;
const headerReuseSeconds = 11 * 3_600;
const headers = new Map<string, { readonly value: string; readonly until: number }>();

/** Signing is most of the cost of a push, so a header is reused for eleven of its twelve hours. */
const vapidHeader = (origin: string, keys: VapidKeys, now: number): string => {
  const known = headers.get(origin);
  if (known && known.until > now) return known.value;
  const expiration = Math.floor(now / 1000) + headerLivesSeconds;
  const { Authorization: value } = webpush.getVapidHeaders(
    origin,
    keys.subject,
    keys.publicKey,
    keys.privateKey,
    "aes128gcm",
    expiration,
  );
  headers.set(origin, { value, until: now + headerReuseSeconds * 1000 });
  return value;
};

/** Seconds from a Retry-After header, which is a number of seconds or a date (RFC 9110, 10.2.3); null without one. */
export const retryAfterSeconds = (value: string | null, now: Date): number | null => {
  if (!value) return null;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
};

/** RFC 8030. */
export const outcomeOf = (status: number, retryAfter: string | null, now: Date): PushOutcome => {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone" };
  if (status === 401 || status === 403) return { kind: "key-refused" };
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: "retry", afterSeconds: retryAfterSeconds(retryAfter, now) };
  }
  return { kind: "failed", status };
};

const request = (target: PushTarget, message: PushMessage, keys: VapidKeys) => {
  const { endpoint, p256dh, auth } = target;
  const { ttlSeconds, urgency, topic } = message;
  const encrypted = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, message.payload, {
    TTL: ttlSeconds,
    urgency,
    ...(topic ? { topic } : {}),
    contentEncoding: "aes128gcm",
  });
  const { "Content-Length": _length, ...rest } = encrypted.headers as Record<string, string | number>;
  const own = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  const authorization = vapidHeader(new URL(endpoint).origin, keys, Date.now());
  return { headers: { ...own, Authorization: authorization }, body: new Uint8Array(encrypted.body) };
};

/** RFC 8291, within 5 s, without redirects. Never throws: what can't be sent is `failed`. */
export const sendPush = async (target: PushTarget, message: PushMessage): Promise<PushOutcome> => {
  const keys = vapidKeys();
  if (!keys || !isPushEndpoint(target.endpoint)) return { kind: "failed", status: 0 };
  if (Buffer.byteLength(message.payload) > maxPayloadBytes) return { kind: "failed", status: 413 };
  let ready: ReturnType<typeof request>;
  try {
    ready = request(target, message, keys);
  } catch (error) {
    log.warn("a push could not be encrypted", errorFacts(error));
    return { kind: "failed", status: 0 };
  }
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(target.endpoint, { method: "POST", redirect: "manual", signal, ...ready });
    await response.body?.cancel();
    const outcome = outcomeOf(response.status, response.headers.get("retry-after"), new Date());
    if (outcome.kind === "key-refused") {
      headers.delete(new URL(target.endpoint).origin);
      log.error("ALARM: a push service refuses our VAPID key", {
        host: new URL(target.endpoint).host,
        status: response.status,
      });
    }
    return outcome;
  } catch (error) {
    log.debug("a push service does not answer", errorFacts(error));
    return { kind: "retry", afterSeconds: null };
  }
};
