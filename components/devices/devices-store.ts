import { rememberChoice, rememberedChoice } from "./device-memory.ts";
import { type Choice, firstChoice, type Kind, kinds, type Problem } from "./device-rules.ts";
import { type DeviceLists, listDevices, noDevices, openMedia } from "./open-media.ts";

export type DevicesState = {
  /** The browser is being asked, and may be asking the person. */
  readonly asking: boolean;
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly problems: Readonly<Partial<Record<Kind, Problem>>>;
  readonly choice: Choice;
  readonly lists: DeviceLists;
};

export const closed: DevicesState = {
  asking: false,
  camera: null,
  microphone: null,
  problems: {},
  choice: firstChoice,
  lists: noDevices,
};

export type HandedOver = Pick<DevicesState, "camera" | "microphone" | "choice">;

/**
 * Camera and microphone of one window, outside React. `wanted`: what the person may send at all; `call`: its cid, for
 * what is remembered.
 */
export const createDevices = (wanted: readonly Kind[], call: string) => {
  let state: DevicesState = closed;
  /** Counts up when everything is closed, so that what opens too late is closed at once. */
  let era = 0;
  let opening: Promise<void> = Promise.resolve();
  let started = false;
  const listeners = new Set<() => void>();

  const set = (change: Partial<DevicesState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const isOn = (kind: Kind) => (kind === "camera" ? state.choice.cameraOn : state.choice.microphoneOn);

  const keep = (track: MediaStreamTrack | null, kind: Kind) => {
    track?.addEventListener("ended", () => {
      if (state[kind] === track) set({ [kind]: null, problems: { ...state.problems, [kind]: "missing" } });
    });
  };

  const open = async (which: readonly Kind[], ours: number) => {
    if (ours !== era) return;
    const opened = await openMedia(which, state.choice);
    if (ours !== era) {
      for (const kind of kinds) opened[kind]?.stop();
      return;
    }
    for (const kind of which) {
      state[kind]?.stop();
      keep(opened[kind], kind);
    }
    const problems = { ...state.problems };
    for (const kind of which) delete problems[kind];
    const tracks = Object.fromEntries(which.map((kind) => [kind, opened[kind]]));
    set({
      ...tracks,
      problems: { ...problems, ...opened.problems },
      asking: false,
      lists: await listDevices(),
    });
  };

  const openSoon = (which: readonly Kind[]) => {
    const asked = which.filter((kind) => wanted.includes(kind) && isOn(kind));
    if (asked.length === 0) return;
    set({ asking: true });
    const ours = era;
    opening = opening.then(() => open(asked, ours));
  };

  const refreshLists = () => void listDevices().then((lists) => set({ lists }));

  const start = () => {
    started = true;
    set({ choice: rememberedChoice(call) });
    navigator.mediaDevices?.addEventListener?.("devicechange", refreshLists);
    openSoon(wanted.filter((kind) => state[kind] === null));
  };

  const close = () => {
    era += 1;
    started = false;
    for (const kind of kinds) state[kind]?.stop();
    navigator.mediaDevices?.removeEventListener?.("devicechange", refreshLists);
    set({ camera: null, microphone: null, asking: false });
  };

  return {
    wanted,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => state,
    /** Opens what was on the last time. Does nothing for what is open. */
    start,
    again: () => openSoon(wanted.filter((kind) => state[kind] === null)),
    close,
    /** Another device, or the same one on or off. */
    choose: (change: Partial<Choice>) => {
      const choice = { ...state.choice, ...change };
      rememberChoice(call, choice);
      set({ choice });
      for (const kind of kinds) {
        const changed = change[kind] !== undefined || change[`${kind}On`] !== undefined;
        if (!changed) continue;
        if (isOn(kind)) openSoon([kind]);
        else {
          state[kind]?.stop();
          const { [kind]: _solved, ...problems } = state.problems;
          set({ [kind]: null, problems });
        }
      }
    },
    /** Only notes it: the room switches its own tracks. */
    note: (change: Partial<Choice>) => {
      const choice = { ...state.choice, ...change };
      rememberChoice(call, choice);
      set({ choice });
    },
    refreshLists,
    /**
     * The open tracks, which from now on belong to the caller. Opens them where that was not done yet, as after a reload
     * in the room; waits while the browser is asking.
     */
    handOver: async (): Promise<HandedOver> => {
      if (!started) start();
      await opening;
      const { camera, microphone, choice } = state;
      set({ camera: null, microphone: null });
      return { camera, microphone, choice };
    },
  };
};

export type Devices = ReturnType<typeof createDevices>;
