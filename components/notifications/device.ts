import type { SubscriptionInput } from "#lib/notifications/rules.ts";

/** What this browser can do about notifications, before asking for permission. */
export type DeviceState = "unsupported" | "needs-home-screen" | "blocked" | "off" | "on";

const worker = "/sw.js";

const isSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** iPhones and iPads only allow push for a page on the Home Screen. */
const needsHomeScreen = () =>
  !isSupported() && /iPhone|iPad|iPod/.test(navigator.userAgent) && "serviceWorker" in navigator;

const inputOf = (subscription: PushSubscription): SubscriptionInput => {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  return { endpoint, keys: { p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" } };
};

const bytesOf = (key: string) =>
  Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );

const hasKey = (subscription: PushSubscription, key: Uint8Array) => {
  const present = new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer(0));
  return present.length === key.length && present.every((byte, index) => byte === key[index]);
};

const current = async (): Promise<PushSubscription | null> => {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
};

/** This browser's subscription, or null. Never asks for permission. */
export const subscriptionHere = async (): Promise<SubscriptionInput | null> => {
  if (!isSupported() || Notification.permission !== "granted") return null;
  const subscription = await current();
  return subscription && inputOf(subscription);
};

/** This browser's state. `on` still depends on whether the server knows the subscription. */
export const deviceState = async (): Promise<DeviceState> => {
  if (needsHomeScreen()) return "needs-home-screen";
  if (!isSupported()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return (await subscriptionHere()) ? "on" : "off";
};

/** Asks for permission, which browsers only allow on a press, and subscribes. Null when refused. */
export const subscribeHere = async (publicKey: string): Promise<SubscriptionInput | null> => {
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const key = bytesOf(publicKey);
  const present = await pushManager.getSubscription();
  if (present && hasKey(present, key)) return inputOf(present);
  await present?.unsubscribe();
  return inputOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
};

/** Ends this browser's subscription. Returns its endpoint for the server, or null if there was none. */
export const unsubscribeHere = async (): Promise<string | null> => {
  const subscription = await current();
  await subscription?.unsubscribe();
  return subscription?.endpoint ?? null;
};
