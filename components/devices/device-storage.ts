import { type Choice, defaultChoice } from "./device-rules.ts";

const idsKey = "bedside-devices";
const onKey = (call: string) => `bedside-on:${call}`;

/** Storage may be full, forbidden or missing: then nothing is remembered, and nothing breaks. */
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

/** Devices are remembered for the browser, on and off for one visit: no one may start the next one muted unawares. */
export const rememberedChoice = (call: string): Choice => {
  const ids = readJson(() => localStorage, idsKey);
  const on = readJson(() => sessionStorage, onKey(call));
  return {
    camera: textOf(ids["camera"]),
    microphone: textOf(ids["microphone"]),
    speaker: textOf(ids["speaker"]),
    cameraOn: on["camera"] !== false && defaultChoice.cameraOn,
    microphoneOn: on["microphone"] !== false && defaultChoice.microphoneOn,
  };
};

export const rememberChoice = (call: string, choice: Choice) => {
  const { camera, microphone, speaker } = choice;
  writeJson(() => localStorage, idsKey, { camera, microphone, speaker });
  writeJson(() => sessionStorage, onKey(call), { camera: choice.cameraOn, microphone: choice.microphoneOn });
};
