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

export const firstChoice: Choice = {
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

/** Who made the browser, as far as the way to its permissions differs. */
export type Browser = "chrome" | "firefox" | "safari" | "ios" | "android" | "other";

export const browserOf = (userAgent: string, touches: boolean): Browser => {
  // An iPad says that it is a Macintosh; only the touch screen tells.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touches)) return "ios";
  if (/Android/.test(userAgent)) return "android";
  if (/Firefox\//.test(userAgent)) return "firefox";
  if (/Chrome\/|Edg\//.test(userAgent)) return "chrome";
  return /Safari\//.test(userAgent) ? "safari" : "other";
};

const ways: Record<Browser, readonly string[]> = {
  chrome: [
    "Press the small icon at the left end of the address bar.",
    "Turn on Camera and Microphone.",
    "Come back here and press “Try again”.",
  ],
  firefox: [
    "Press the crossed-out camera or microphone at the left end of the address bar.",
    "Remove the block next to it.",
    "Come back here and press “Try again”, then “Allow”.",
  ],
  safari: [
    "In the menu at the top, open Safari, then Settings for this website.",
    "Set Camera and Microphone to Allow.",
    "Come back here and press “Try again”.",
  ],
  ios: [
    "Press the small button in the address bar, then Website Settings.",
    "Set Camera and Microphone to Allow.",
    "If they are not there: open Settings on your device, then Apps, your browser, and turn both on.",
    "Come back here and press “Try again”.",
  ],
  android: [
    "Press the icon at the left end of the address bar, then Permissions.",
    "Turn on Camera and Microphone.",
    "Come back here and press “Try again”.",
  ],
  other: [
    "Open the settings of your browser for this website.",
    "Allow the camera and the microphone.",
    "Come back here and press “Try again”.",
  ],
};

/** How to allow what was refused, step by step. */
export const waysToAllow = (browser: Browser): readonly string[] => ways[browser];

const names = { camera: "camera", microphone: "microphone" } as const;

/** One sentence about what is wrong, without blame. */
export const problemWords = (which: readonly Kind[], problem: Problem): string => {
  const both = which.length === 2;
  const name = both ? "camera and microphone" : names[which[0] ?? "camera"];
  if (problem === "refused") return `Your browser does not let us use your ${name}.`;
  if (problem === "missing") return `We found no ${both ? "camera and no microphone" : name}.`;
  if (problem === "busy") return `Another program is using your ${name}.`;
  if (problem === "unsupported")
    return `This browser cannot use a ${both ? "camera or a microphone" : name} here.`;
  return `Your ${name} did not start.`;
};

/** What to do about it. */
export const problemAdvice = (problem: Problem): string => {
  if (problem === "missing") return "Plug one in if you have one, or go on without it.";
  if (problem === "busy") return "Close other programs that make calls, then try again.";
  if (problem === "unsupported")
    return "Try the newest Chrome, Firefox, Edge or Safari, or go on without it.";
  return problem === "failed" ? "Try again, or choose another one." : "";
};

/** How loud a piece of sound is, 0 to 1: 0 at −50 dB and below, 1 at −10 dB. Samples from −1 to 1. */
export const loudness = (samples: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < samples.length; at += 1) sum += (samples[at] ?? 0) ** 2;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-12);
  return Math.min(1, Math.max(0, (decibels + 50) / 40));
};
