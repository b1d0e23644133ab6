import { type Choice, type Kind, type Problem, problemOf } from "./device-rules.ts";

export type Opened = {
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly problems: Readonly<Partial<Record<Kind, Problem>>>;
};

/** What a camera is asked for; a remembered device is a wish, so that another one does where it is gone. */
export const cameraWish = (deviceId: string | null): MediaTrackConstraints => ({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
  ...(deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: { ideal: "user" } }),
});

export const microphoneWish = (deviceId: string | null): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
});

const ask = async (wanted: readonly Kind[], choice: Choice): Promise<MediaStreamTrack[]> => {
  const stream = await navigator.mediaDevices.getUserMedia({
    ...(wanted.includes("camera") ? { video: cameraWish(choice.camera) } : {}),
    ...(wanted.includes("microphone") ? { audio: microphoneWish(choice.microphone) } : {}),
  });
  return stream.getTracks();
};

const sorted = (tracks: readonly MediaStreamTrack[], problems: Opened["problems"]): Opened => ({
  camera: tracks.find((track) => track.kind === "video") ?? null,
  microphone: tracks.find((track) => track.kind === "audio") ?? null,
  problems,
});

/** Whether the browser has allowed a device for good; false where it does not tell. */
export const isAllowed = async (kind: Kind): Promise<boolean> => {
  try {
    const status = await navigator.permissions.query({ name: kind as PermissionName });
    return status.state === "granted";
  } catch {
    return false;
  }
};

/** One by one, so that a missing camera does not cost the microphone. */
const separately = async (wanted: readonly Kind[], choice: Choice): Promise<Opened> => {
  const tracks: MediaStreamTrack[] = [];
  const problems: Partial<Record<Kind, Problem>> = {};
  for (const kind of wanted) {
    try {
      tracks.push(...(await ask([kind], choice)));
    } catch (error) {
      problems[kind] = problemOf(error);
    }
  }
  return sorted(tracks, problems);
};

/**
 * Opens what is wanted with one question to the person. Where that fails, tries camera and microphone apart; after a
 * refusal only those that were allowed before, so that nobody is asked twice. Never throws.
 */
export const openMedia = async (wanted: readonly Kind[], choice: Choice): Promise<Opened> => {
  if (wanted.length === 0) return sorted([], {});
  if (!navigator.mediaDevices?.getUserMedia) {
    return sorted([], Object.fromEntries(wanted.map((kind) => [kind, "unsupported" as const])));
  }
  try {
    return sorted(await ask(wanted, choice), {});
  } catch (error) {
    const problem = problemOf(error);
    if (wanted.length === 1) return sorted([], Object.fromEntries(wanted.map((kind) => [kind, problem])));
    if (problem !== "refused") return separately(wanted, choice);
    const allowed = await Promise.all(wanted.map(isAllowed));
    const opened = await separately(
      wanted.filter((_kind, index) => allowed[index]),
      choice,
    );
    const refused = wanted.filter((_kind, index) => !allowed[index]);
    const problems = Object.fromEntries(refused.map((kind) => [kind, problem]));
    return { ...opened, problems: { ...problems, ...opened.problems } };
  }
};

export type DeviceLists = {
  readonly camera: readonly MediaDeviceInfo[];
  readonly microphone: readonly MediaDeviceInfo[];
  readonly speaker: readonly MediaDeviceInfo[];
};

export const noDevices: DeviceLists = { camera: [], microphone: [], speaker: [] };

/** What there is to choose from; only devices with a name, which browsers tell once one was allowed. */
export const listDevices = async (): Promise<DeviceLists> => {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind: MediaDeviceKind) => all.filter((one) => one.kind === kind && one.deviceId && one.label);
  return { camera: of("videoinput"), microphone: of("audioinput"), speaker: of("audiooutput") };
};
