import type { Capability } from "#lib/roles.ts";

/** The devices that someone with these capabilities may use. */
export const publishableDevices = (capabilities: readonly Capability[]) => [
  ...(capabilities.includes("publish-video") ? (["camera"] as const) : []),
  ...(capabilities.includes("publish-audio") ? (["microphone"] as const) : []),
];
