import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isPushEndpoint, outcomeOf, type PushMessage, retryAfterSeconds, sendPush } from "#lib/push.ts";
import { type PushService, startPushService } from "#tests/support/push-service.ts";

let service: PushService;
const message: PushMessage = { payload: "hello", ttlSeconds: 90, topic: "a-topic", urgency: "high" };
const target = (subscriber: { endpoint: string; keys: { p256dh: string; auth: string } }) => ({
  endpoint: subscriber.endpoint,
  ...subscriber.keys,
});

beforeAll(async () => {
  service = await startPushService();
  process.env.PUSH_EXTRA_ORIGINS = service.origin;
});
afterAll(() => service.stop());

test("a push arrives encrypted for its subscriber, signed with our key, with TTL, topic and urgency", async () => {
  const subscriber = service.subscriber();
  expect(await sendPush(target(subscriber), message)).toEqual({ kind: "sent" });
  const push = service.received.at(-1);
  expect(subscriber.read(push?.body ?? Buffer.alloc(0))).toBe("hello");
  expect(push?.headers).toMatchObject({
    ttl: "90",
    topic: "a-topic",
    urgency: "high",
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
  });
  expect(push?.vapid).toMatchObject({
    valid: true,
    aud: service.origin,
    sub: "mailto:tests@bedside.example",
  });
  expect(push?.vapid.exp).toBeGreaterThan(Date.now() / 1000 + 11 * 3600);
  expect(push?.vapid.exp).toBeLessThanOrEqual(Date.now() / 1000 + 24 * 3600);
});

test("each message is encrypted anew, while the signed header is reused for hours", async () => {
  const subscriber = service.subscriber();
  await sendPush(target(subscriber), message);
  await sendPush(target(subscriber), message);
  const [first, second] = service.received.slice(-2);
  expect(first?.body.equals(second?.body ?? Buffer.alloc(0))).toBe(false);
  expect(first?.headers.authorization).toBe(second?.headers.authorization);
});

test.each([
  [201, undefined, { kind: "sent" }],
  [404, undefined, { kind: "gone" }],
  [410, undefined, { kind: "gone" }],
  [401, undefined, { kind: "key-refused" }],
  [403, undefined, { kind: "key-refused" }],
  [429, "7", { kind: "retry", afterSeconds: 7 }],
  [503, undefined, { kind: "retry", afterSeconds: null }],
  [413, undefined, { kind: "failed", status: 413 }],
  [400, undefined, { kind: "failed", status: 400 }],
])("the outcome of %i from the push service, with Retry-After %s", async (status, after, outcome) => {
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  service.answerWith(() => ({ status, ...(after ? { headers: { "retry-after": after } } : {}) }));
  expect(await sendPush(target(service.subscriber()), message)).toEqual(outcome);
  const alarms = stderr.mock.calls.filter(([line]) => String(line).includes("ALARM"));
  expect(alarms.length).toBe(outcome.kind === "key-refused" ? 1 : 0);
  stderr.mockRestore();
  service.answerWith(() => ({ status: 201 }));
});

test("a redirect is not followed", async () => {
  const before = service.received.length;
  service.answerWith(() => ({ status: 307, headers: { location: `${service.origin}/elsewhere` } }));
  expect(await sendPush(target(service.subscriber()), message)).toEqual({ kind: "failed", status: 307 });
  expect(service.received.length).toBe(before + 1);
  service.answerWith(() => ({ status: 201 }));
});

test("a push service that doesn't answer is given up after five seconds, with a retry", async () => {
  service.answerWith(() => "no answer");
  const began = Date.now();
  expect(await sendPush(target(service.subscriber()), message)).toEqual({
    kind: "retry",
    afterSeconds: null,
  });
  expect(Date.now() - began).toBeGreaterThan(4_500);
  expect(Date.now() - began).toBeLessThan(7_000);
  service.answerWith(() => ({ status: 201 }));
});

test("a payload that does not fit into 4,096 bytes is not sent", async () => {
  const before = service.received.length;
  const fits = { ...message, payload: "x".repeat(3_993) };
  const tooLong = { ...message, payload: "x".repeat(3_994) };
  expect(await sendPush(target(service.subscriber()), fits)).toEqual({ kind: "sent" });
  expect(service.received.at(-1)?.body.length).toBeLessThanOrEqual(4_096);
  expect(await sendPush(target(service.subscriber()), tooLong)).toEqual({ kind: "failed", status: 413 });
  expect(service.received.length).toBe(before + 1);
});

test("invalid keys are a failure and no crash", async () => {
  const { endpoint } = service.subscriber();
  const broken = { endpoint, p256dh: "AAAA", auth: "AAAA" };
  expect(await sendPush(broken, message)).toEqual({ kind: "failed", status: 0 });
});

test.each([
  ["https://fcm.googleapis.com/fcm/send/abc", true],
  ["https://updates.push.services.mozilla.com/wpush/v2/abc", true],
  ["https://web.push.apple.com/abc", true],
  ["https://api.push.apple.com/3/device/abc", true],
  ["https://db5p.notify.windows.com/w/?token=abc", true],
  ["http://fcm.googleapis.com/fcm/send/abc", false],
  ["https://fcm.googleapis.com:8443/fcm/send/abc", false],
  ["https://user:word@fcm.googleapis.com/fcm/send/abc", false],
  ["https://fcm.googleapis.com.evil.example/abc", false],
  ["https://evilpush.apple.com.example/abc", false],
  ["https://notify.windows.com.evil.example/abc", false],
  ["https://example.com/push", false],
  ["https://127.0.0.1/push", false],
  ["https://10.0.0.1/push", false],
  ["https://169.254.169.254/latest/meta-data", false],
  ["https://[::1]/push", false],
  ["http://localhost:5432/", false],
  ["file:///etc/passwd", false],
  ["not an address", false],
  [`https://fcm.googleapis.com/${"x".repeat(1_000)}`, false],
])("an endpoint %s counts as a push service: %s", (endpoint, expected) => {
  expect(isPushEndpoint(endpoint)).toBe(expected);
});

test("an unknown endpoint is never called", async () => {
  const { keys } = service.subscriber();
  expect(await sendPush({ endpoint: "https://example.com/push", ...keys }, message)).toEqual({
    kind: "failed",
    status: 0,
  });
});

test("Retry-After is read as seconds and as a date", () => {
  const now = new Date("2026-11-23T18:00:00Z");
  expect(retryAfterSeconds("30", now)).toBe(30);
  expect(retryAfterSeconds("Mon, 23 Nov 2026 18:01:00 GMT", now)).toBe(60);
  expect(retryAfterSeconds("Mon, 23 Nov 2026 17:00:00 GMT", now)).toBe(0);
  expect(retryAfterSeconds("soon", now)).toBeNull();
  expect(outcomeOf(429, null, now)).toEqual({ kind: "retry", afterSeconds: null });
});
