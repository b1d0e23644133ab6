import { type Choice, defaultChoice, type Kind, kinds, type Problem } from "./device-rules.ts";
import { rememberChoice, rememberedChoice } from "./device-storage.ts";
import { type DeviceLists, listDevices, noDevices } from "./list-devices.ts";
import { openMedia } from "./open-media.ts";

export type DevicesState = {
  /** The browser may be asking the person. */
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
  choice: defaultChoice,
  lists: noDevices,
};

export type HandedOver = Pick<DevicesState, "camera" | "microphone" | "choice">;

/** Camera and microphone of one window, outside React. `wanted`: what the person may send; `call`: the call's cid. */
export const createDevices = (wanted: readonly Kind[], call: string) => {
  let state: DevicesState = closed;
  /** Rises with every closing: what opens too late is closed at once. */
  let generation = 0;
  let opening: Promise<void> = Promise.resolve();
  let started = false;
  const listeners = new Set<() => void>();

  const set = (change: Partial<DevicesState>) => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const isOn = (kind: Kind) => (kind === "camera" ? state.choice.cameraOn : state.choice.microphoneOn);

  const watchEnd = (track: MediaStreamTrack | null, kind: Kind) => {
    track?.addEventListener("ended", () => {
      if (state[kind] === track) set({ [kind]: null, problems: { ...state.problems, [kind]: "missing" } });
    });
  };

  const open = async (which: readonly Kind[], openedIn: number) => {
    if (openedIn !== generation) return;
    const opened = await openMedia(which, state.choice);
    const lists = await listDevices();
    if (openedIn !== generation) {
      for (const kind of kinds) opened[kind]?.stop();
      return;
    }
    for (const kind of which) {
      state[kind]?.stop();
      watchEnd(opened[kind], kind);
    }
    const problems = { ...state.problems };
    for (const kind of which) delete problems[kind];
    const tracks = Object.fromEntries(which.map((kind) => [kind, opened[kind]]));
    set({
      ...tracks,
      problems: { ...problems, ...opened.problems },
      asking: false,
      lists,
    });
  };

  const openSoon = (which: readonly Kind[]) => {
    const asked = which.filter((kind) => wanted.includes(kind) && isOn(kind));
    if (asked.length === 0) return;
    set({ asking: true });
    const openedIn = generation;
    opening = opening.then(() => open(asked, openedIn));
  };

  const refreshLists = () => void listDevices().then((lists) => set({ lists }));

  const start = () => {
    started = true;
    set({ choice: rememberedChoice(call) });
    navigator.mediaDevices?.addEventListener?.("devicechange", refreshLists);
    openSoon(wanted.filter((kind) => state[kind] === null));
  };

  const close = () => {
    generation += 1;
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
    /** Opens what was on last time and isn't open yet. */
    start,
    retry: () => openSoon(wanted.filter((kind) => state[kind] === null)),
    close,
    /** Chooses another device, or turns one on or off. */
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
    /** Remembers a choice without acting on it: the room switches its own tracks. */
    remember: (change: Partial<Choice>) => {
      const choice = { ...state.choice, ...change };
      rememberChoice(call, choice);
      set({ choice });
    },
    refreshLists,
    /** Gives the open tracks to the caller. After a reload in the room it opens them first; it waits for the browser's question. */
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
