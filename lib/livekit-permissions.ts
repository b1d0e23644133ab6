import "server-only";
import { TrackSource } from "livekit-server-sdk";
import type { Capability } from "./roles.ts";

const sourcesOf: readonly (readonly [Capability, readonly TrackSource[]])[] = [
  ["publish-audio", [TrackSource.MICROPHONE]],
  ["publish-video", [TrackSource.CAMERA]],
  ["share-screen", [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO]],
];

export function permissionOf(capabilities: readonly Capability[]) {
  const sources = sourcesOf.flatMap(([capability, kinds]) =>
    capabilities.includes(capability) ? kinds : [],
  );
  return {
    canSubscribe: true,
    canPublish: sources.length > 0,
    canPublishSources: sources,
    canPublishData: capabilities.includes("chat"),
    canUpdateMetadata: false,
  };
}

/** Equal for equal permissions, so that they can be compared. */
export const sendsKey = (sources: readonly TrackSource[], data: boolean): string =>
  [...[...sources].sort((a, b) => a - b), ...(data ? ["data"] : [])].join(" ");

/** What these capabilities let someone send, to be compared with `Connection.sends`. */
export function sendsOf(capabilities: readonly Capability[]): string {
  const { canPublishSources, canPublishData } = permissionOf(capabilities);
  return sendsKey(canPublishSources, canPublishData);
}
