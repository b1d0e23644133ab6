/*
 * Bedside's service worker: shows pushes and opens the visit that one belongs to. It caches nothing and never touches a
 * request of a page.
 */

const fallback = { title: "Bedside", body: "Open Bedside to see what is new." };

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

/** Shows one notification; the same delivery a second time takes the place of the first without ringing again. */
const show = async (payload) => {
  const tag = text(payload.tag, "bedside");
  const delivery = text(payload.delivery, null);
  const shown = await self.registration.getNotifications({ tag }).catch(() => []);
  await self.registration.showNotification(text(payload.title, fallback.title), {
    body: text(payload.body, fallback.body),
    tag,
    renotify: !shown.some((one) => delivery !== null && one.data?.delivery === delivery),
    requireInteraction: delivery !== null,
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: { path: safePath(text(payload.path, "/")), delivery },
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
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPath(safePath(event.notification.data?.path)));
});
