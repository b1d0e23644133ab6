// Shows pushes, opens the visit of a notification, and sends answers given on the notification itself. It caches nothing
// and never handles a page's requests.

// Words from the catalogue (app/sw-words.js/route.ts). `title` and `body` are for a push that brings none.
importScripts("/sw-words.js");
const { words } = self;

/** Returns {} for an empty or broken payload: browsers require a notification for every push. */
const payloadOf = (data) => {
  try {
    return Object(data?.json());
  } catch {
    return {};
  }
};

const textOr = (fallback, value) => (typeof value === "string" && value ? value.slice(0, 120) : fallback);

/** Returns a path on our own origin, or "/". A path with two leading slashes would name another host. */
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

const ringActions = [
  { action: "join", title: words.join },
  { action: "decline", title: words.decline },
];

/** Returns the call that rings, or null for other pushes. */
const ringOf = (payload) => {
  const type = textOr(null, payload.ring?.type);
  const id = textOr(null, payload.ring?.id);
  return type && id ? { type, id } : null;
};

/** Shows a notification. The same delivery again, or a quiet push, silently replaces the notification with its tag. */
const show = async (payload) => {
  const tag = textOr("bedside", payload.tag);
  const delivery = textOr(null, payload.delivery);
  const isQuiet = payload.quiet === true;
  const ring = ringOf(payload);
  const shown = await self.registration.getNotifications({ tag }).catch(() => []);
  await self.registration.showNotification(textOr(words.title, payload.title), {
    body: textOr(words.body, payload.body),
    tag,
    renotify: !isQuiet && !shown.some((one) => delivery !== null && one.data?.delivery === delivery),
    requireInteraction: delivery !== null && !isQuiet,
    silent: isQuiet,
    // A silent notification must not have a pattern at all.
    ...(ring && !isQuiet && { vibrate: [250, 150, 250, 600, 250, 150, 250] }),
    actions: ring ? ringActions : [],
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: { path: safePath(textOr("/", payload.path)), delivery, ring },
  });
  if (delivery) await post("/api/notifications/shown", { delivery }, "omit").catch(() => {});
};

const pathOf = (client) => new URL(client.url).pathname;

/** Opens a path in the window that shows it, else in one without a visit, else in a new one. */
const openPath = async (path) => {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const current = windows.find((client) => pathOf(client) === new URL(path, self.location.origin).pathname);
  if (current) return current.focus().catch(() => current);
  const free = windows.find((client) => !pathOf(client).startsWith("/visit/"));
  if (free) {
    const focused = await free.focus().catch(() => free);
    const navigated = await focused.navigate(path).catch(() => null);
    if (navigated) return navigated;
  }
  return self.clients.openWindow(path);
};

/** Tells the server about the browser's new subscription. */
const renewSubscription = async (event) => {
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

/** Returns whether the answer counted. It doesn't if the ringing has stopped or no one is signed in. */
const answerRing = async (ring, answer) => {
  const response = await post("/api/rings/answer", { ...ring, answer }, "same-origin").catch(() => null);
  return response?.ok === true;
};

const onClick = async ({ path, ring }, action) => {
  // If declining fails, the visit's page opens and shows the state of the ring.
  if (ring && action === "decline" && (await answerRing(ring, "decline"))) return;
  // Joining the visit accepts the ring too, but some seconds later.
  const accepted = ring && action === "join" ? answerRing(ring, "accept") : null;
  await openPath(safePath(path));
  await accepted;
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(payloadOf(event.data))));
self.addEventListener("pushsubscriptionchange", (event) =>
  event.waitUntil(renewSubscription(event).catch(() => {})),
);
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(onClick(event.notification.data ?? {}, event.action));
});
