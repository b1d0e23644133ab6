import { type Choice, type Kind, type Problem, problemOf } from "./device-rules.ts";

export type Opened = {
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly problems: Readonly<Partial<Record<Kind, Problem>>>;
};

/** A remembered device is only ideal: where it is gone, another one will do. */
const cameraConstraints = (deviceId: string | null): MediaTrackConstraints => ({
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
  ...(deviceId ? { deviceId: { ideal: deviceId } } : { facingMode: { ideal: "user" } }),
});

const microphoneConstraints = (deviceId: string | null): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
});

const openTracks = async (wanted: readonly Kind[], choice: Choice): Promise<MediaStreamTrack[]> => {
  const stream = await navigator.mediaDevices.getUserMedia({
    ...(wanted.includes("camera") ? { video: cameraConstraints(choice.camera) } : {}),
    ...(wanted.includes("microphone") ? { audio: microphoneConstraints(choice.microphone) } : {}),
  });
  return stream.getTracks();
};

const byKind = (tracks: readonly MediaStreamTrack[], problems: Opened["problems"]): Opened => ({
  camera: tracks.find((track) => track.kind === "video") ?? null,
  microphone: tracks.find((track) => track.kind === "audio") ?? null,
  problems,
});

/** Whether the browser has allowed a device permanently; false where it doesn't tell. */
const isAllowed = async (kind: Kind): Promise<boolean> => {
  try {
    const status = await navigator.permissions.query({ name: kind as PermissionName });
    return status.state === "granted";
  } catch {
    return false;
  }
};

/** One by one: a missing camera must not cost the microphone. */
const openSeparately = async (wanted: readonly Kind[], choice: Choice): Promise<Opened> => {
  const tracks: MediaStreamTrack[] = [];
  const problems: Partial<Record<Kind, Problem>> = {};
  for (const kind of wanted) {
    try {
      tracks.push(...(await openTracks([kind], choice)));
    } catch (error) {
      problems[kind] = problemOf(error);
    }
  }
  return byKind(tracks, problems);
};

/**
 * Opens the devices with one question to the person. Where that fails, it tries them one by one; after a refusal only
 * those that were allowed before, because no one wants to be asked twice. Never throws.
 */
export const openMedia = async (wanted: readonly Kind[], choice: Choice): Promise<Opened> => {
  if (wanted.length === 0) return byKind([], {});
  if (!navigator.mediaDevices?.getUserMedia) {
    return byKind([], Object.fromEntries(wanted.map((kind) => [kind, "unsupported" as const])));
  }
  try {
    return byKind(await openTracks(wanted, choice), {});
  } catch (error) {
    const problem = problemOf(error);
    if (wanted.length === 1) return byKind([], Object.fromEntries(wanted.map((kind) => [kind, problem])));
    if (problem !== "refused") return openSeparately(wanted, choice);
    const allowed = await Promise.all(wanted.map(isAllowed));
    const opened = await openSeparately(
      wanted.filter((_kind, index) => allowed[index]),
      choice,
    );
    const refused = wanted.filter((_kind, index) => !allowed[index]);
    const problems = Object.fromEntries(refused.map((kind) => [kind, problem]));
    return { ...opened, problems: { ...problems, ...opened.problems } };
  }
};
