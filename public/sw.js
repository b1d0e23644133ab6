/*
 * Bedside's service worker: shows pushes, opens the visit that one belongs to, and passes on what was answered on the
 * notification itself. It caches nothing and never touches a request of a page.
 */

// The words come from the catalogue (app/sw-words.js/route.ts): `title` and `body` stand in for those of a broken push.
importScripts("/sw-words.js");
const { words } = self;

/** The payload of a push; an empty or broken one is an empty object, because something must be shown in any case. */
const payloadOf = (data) => {
  try {
    return Object(data?.json());
  } catch {
    return {};
  }
};

const text = (value, otherwise) => (typeof value === "string" && value ? value.slice(0, 120) : otherwise);

/** A path on our own origin; anything else is the start page. One that begins with two slashes would name another host. */
const safePath = (path) => {
  try {
    const url = new URL(path, self.location.origin);
    const isOwn = url.origin === self.location.origin && !url.pathname.startsWith("//");
    return isOwn ? `${url.pathname}${url.search}` : "/";
  } catch {
    return "/";
  }
};

const post = (path, body, credentials) =>
  fetch(path, {
    method: "POST",
    credentials,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** What a ring can be answered with, right on the notification where the system shows buttons. */
const answers = [
  { action: "join", title: words.join },
  { action: "decline", title: words.decline },
];

/** The call that rings; null for every other push. */
const ringOf = (payload) => {
  const type = text(payload.ring?.type, null);
  const id = text(payload.ring?.id, null);
  return type && id ? { type, id } : null;
};

/**
 * Shows one notification; the same delivery a second time takes the place of the first without ringing again. A quiet one
 * takes the place of one that rang, without a sound: something must be shown for every push, or a browser ends the
 * subscription.
 */
const show = async (payload) => {
  const tag = text(payload.tag, "bedside");
  const delivery = text(payload.delivery, null);
  const quiet = payload.quiet === true;
  const ring = ringOf(payload);
  const shown = await self.registration.getNotifications({ tag }).catch(() => []);
  await self.registration.showNotification(text(payload.title, words.title), {
    body: text(payload.body, words.body),
    tag,
    renotify: !quiet && !shown.some((one) => delivery !== null && one.data?.delivery === delivery),
    requireInteraction: delivery !== null && !quiet,
    silent: quiet,
    // A phone shakes as it does for a call; what is silent must not name a pattern at all.
    ...(ring && !quiet && { vibrate: [250, 150, 250, 600, 250, 150, 250] }),
    actions: ring ? answers : [],
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: { path: safePath(text(payload.path, "/")), delivery, ring },
  });
  if (delivery) await post("/api/notifications/shown", { delivery }, "omit").catch(() => {});
};

const pathOf = (client) => new URL(client.url).pathname;

/**
 * Brings the person to `path`: to the window that shows it, else to another window of ours, else to a new one. A window
 * that shows some other visit stays as it is.
 */
const openPath = async (path) => {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((client) => pathOf(client) === new URL(path, self.location.origin).pathname);
  if (there) return there.focus().catch(() => there);
  const free = windows.find((client) => !pathOf(client).startsWith("/visit/"));
  if (free) {
    const focused = await free.focus().catch(() => free);
    const moved = await focused.navigate(path).catch(() => null);
    if (moved) return moved;
  }
  return self.clients.openWindow(path);
};

/** The browser was given another subscription: the server must know, or the next visit rings nowhere. */
const renew = async (event) => {
  const key = event.oldSubscription?.options.applicationServerKey ?? (await serverKey());
  const subscription =
    event.newSubscription ??
    (key &&
      (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })));
  if (!subscription) return;
  const { endpoint, keys } = subscription.toJSON();
  const oldEndpoint = event.oldSubscription?.endpoint ?? null;
  await post(
    "/api/notifications/subscription",
    { oldEndpoint, subscription: { endpoint, keys } },
    "same-origin",
  );
};

const serverKey = async () => (await (await fetch("/api/notifications/subscription")).json()).publicKey;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(payloadOf(event.data))));
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event).catch(() => {})));
/** Tells the app the answer. Answers whether it counted: not when it had stopped ringing, or nobody is signed in here. */
const answer = async (ring, said) => {
  const sent = await post("/api/rings/answer", { ...ring, answer: said }, "same-origin").catch(() => null);
  return sent?.ok === true;
};

const pressed = async ({ path, ring }, action) => {
  const to = safePath(path);
  // A decline that did not reach the app is not lost silently: the visit's page says how it stands.
  if (ring && action === "decline" && (await answer(ring, "decline"))) return;
  // Coming in answers as well; this only spares the other devices some seconds of ringing.
  const told = ring && action === "join" ? answer(ring, "accept") : null;
  await openPath(to);
  await told;
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(pressed(event.notification.data ?? {}, event.action));
});
