import type { Devices } from "#components/devices/devices-store.ts";

/** What there is to check before joining: only what the person may send, and always the sound. */
export const checkKindOf = (wanted: Devices["wanted"]): "camera" | "microphone" | "sound" => {
  if (wanted.includes("camera")) return "camera";
  return wanted.includes("microphone") ? "microphone" : "sound";
};
