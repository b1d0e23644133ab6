import { type Choice, firstChoice } from "./device-rules.ts";

const idsKey = "bedside-devices";
const onKey = (call: string) => `bedside-on:${call}`;

/** Storage may be full, forbidden or not there at all: then nothing is remembered, and nothing breaks. */
const readJson = (storage: () => Storage, key: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(storage().getItem(key) ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const writeJson = (storage: () => Storage, key: string, value: object) => {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // Not remembered.
  }
};

const textOf = (value: unknown) => (typeof value === "string" && value.length < 300 ? value : null);

/**
 * Which devices were chosen last on this browser, and what was on in this window's visit. On and off belong to one visit:
 * whoever was muted at the end of the last one must not be mute in the next without knowing.
 */
export const rememberedChoice = (call: string): Choice => {
  const ids = readJson(() => localStorage, idsKey);
  const on = readJson(() => sessionStorage, onKey(call));
  return {
    camera: textOf(ids["camera"]),
    microphone: textOf(ids["microphone"]),
    speaker: textOf(ids["speaker"]),
    cameraOn: on["camera"] !== false && firstChoice.cameraOn,
    microphoneOn: on["microphone"] !== false && firstChoice.microphoneOn,
  };
};

export const rememberChoice = (call: string, choice: Choice) => {
  const { camera, microphone, speaker } = choice;
  writeJson(() => localStorage, idsKey, { camera, microphone, speaker });
  writeJson(() => sessionStorage, onKey(call), { camera: choice.cameraOn, microphone: choice.microphoneOn });
};
