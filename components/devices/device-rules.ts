export type Kind = "camera" | "microphone";
export const kinds = ["camera", "microphone"] as const;

/** `unsupported`: the browser offers no devices at all, as on a page without https. */
export type Problem = "refused" | "missing" | "busy" | "unsupported" | "failed";

/** What the person chose: ids of devices (null: the browser's own choice), and what is on. */
export type Choice = {
  readonly camera: string | null;
  readonly microphone: string | null;
  readonly speaker: string | null;
  readonly cameraOn: boolean;
  readonly microphoneOn: boolean;
};

export const defaultChoice: Choice = {
  camera: null,
  microphone: null,
  speaker: null,
  cameraOn: true,
  microphoneOn: true,
};

/** The problem behind what getUserMedia threw. Names: W3C Media Capture and Streams, section 10.2.5. */
export const problemOf = (error: unknown): Problem => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "failed";
};

/** How loud a piece of sound is, 0 to 1: 0 at −50 dB and below, 1 at −10 dB. Samples from −1 to 1. */
export const loudness = (samples: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < samples.length; at += 1) sum += (samples[at] ?? 0) ** 2;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 50) / 40));
};
