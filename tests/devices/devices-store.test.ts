import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDevices } from "#components/devices/devices-store.ts";

// A stand-in for the browser's devices: they are hardware, which no test machine has.
type FakeTrack = EventTarget & { kind: string; readyState: string; stop: () => void };
type Asked = { video?: unknown; audio?: unknown };

let opened: FakeTrack[];
let answer: (asked: Asked) => void;
let allowed: string[];

const track = (kind: string): FakeTrack => {
  const made = Object.assign(new EventTarget(), {
    kind,
    readyState: "live",
    stop: () => {
      made.readyState = "ended";
    },
  });
  opened.push(made);
  return made;
};

const refuse = (name: string) => {
  throw new DOMException("", name);
};

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

beforeEach(() => {
  opened = [];
  allowed = [];
  answer = () => {};
  const mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: async (asked: Asked) => {
      answer(asked);
      const tracks = [...(asked.video ? [track("video")] : []), ...(asked.audio ? [track("audio")] : [])];
      return { getTracks: () => tracks };
    },
    enumerateDevices: async () => [],
  });
  const query = async ({ name }: { name: string }) => ({
    state: allowed.includes(name) ? "granted" : "denied",
  });
  vi.stubGlobal("navigator", { mediaDevices, permissions: { query } });
  vi.stubGlobal("localStorage", storage());
  vi.stubGlobal("sessionStorage", storage());
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((done) => setTimeout(done, 10));
const both = () => createDevices(["camera", "microphone"], "default:1");

describe("opening", () => {
  test("one question opens both", async () => {
    const devices = both();
    devices.start();
    expect(devices.now().asking).toBe(true);
    await settled();
    const { asking, camera, microphone, problems } = devices.now();
    expect({ asking, kinds: [camera?.kind, microphone?.kind], problems }).toEqual({
      asking: false,
      kinds: ["video", "audio"],
      problems: {},
    });
  });

  test("a missing camera does not cost the microphone", async () => {
    answer = ({ video }) => video && refuse("NotFoundError");
    const devices = both();
    devices.start();
    await settled();
    expect(devices.now()).toMatchObject({ camera: null, problems: { camera: "missing" } });
    expect(devices.now().microphone).not.toBeNull();
  });

  test("after a refusal nobody is asked twice", async () => {
    let questions = 0;
    answer = () => {
      questions += 1;
      refuse("NotAllowedError");
    };
    const devices = both();
    devices.start();
    await settled();
    expect(questions).toBe(1);
    expect(devices.now().problems).toEqual({ camera: "refused", microphone: "refused" });
  });

  test("what was allowed before is opened though the other was refused", async () => {
    allowed = ["microphone"];
    answer = ({ video }) => video && refuse("NotAllowedError");
    const devices = both();
    devices.start();
    await settled();
    expect(devices.now().problems).toEqual({ camera: "refused" });
    expect(devices.now().microphone).not.toBeNull();
  });

  test("a browser without devices says so and breaks nothing", async () => {
    vi.stubGlobal("navigator", {});
    const devices = both();
    devices.start();
    await settled();
    expect(devices.now().problems).toEqual({ camera: "unsupported", microphone: "unsupported" });
  });

  test("only what the person may send is asked for", async () => {
    const asked: Asked[] = [];
    answer = (one) => asked.push(one);
    const devices = createDevices(["microphone"], "default:1");
    devices.start();
    await settled();
    expect(asked.map((one) => Object.keys(one))).toEqual([["audio"]]);
  });
});

describe("closing", () => {
  test("turns everything off, and what opens too late as well", async () => {
    const devices = both();
    devices.start();
    devices.close();
    await settled();
    expect(opened.every(({ readyState }) => readyState === "ended")).toBe(true);
    expect(devices.now()).toMatchObject({ camera: null, microphone: null, asking: false });
  });

  test("a camera that is turned off is closed, and stays off after a reload", async () => {
    const devices = both();
    devices.start();
    await settled();
    devices.choose({ cameraOn: false });
    expect(opened.find(({ kind }) => kind === "video")?.readyState).toBe("ended");
    const reloaded = both();
    reloaded.start();
    await settled();
    expect(reloaded.now().camera).toBeNull();
    expect(reloaded.now().microphone).not.toBeNull();
  });

  test("in another visit everything is on again", async () => {
    both().remember({ microphoneOn: false });
    const other = createDevices(["camera", "microphone"], "default:2");
    other.start();
    await settled();
    expect(other.now().microphone).not.toBeNull();
  });
});

describe("handing over to the room", () => {
  test("gives the open tracks away without closing them", async () => {
    const devices = both();
    devices.start();
    const { camera } = await devices.handOver();
    expect(camera?.readyState).toBe("live");
    devices.close();
    expect(camera?.readyState).toBe("live");
  });

  test("opens them first after a reload in the room", async () => {
    const { camera, microphone } = await both().handOver();
    expect([camera?.kind, microphone?.kind]).toEqual(["video", "audio"]);
  });
});
