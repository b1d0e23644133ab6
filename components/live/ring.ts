const intervalSeconds = 3;
/** The longest that any call type allows. */
const maxSeconds = 600;
/** Two soft notes, a major third apart. */
const notes = [
  { hertz: 523.25, at: 0 },
  { hertz: 659.25, at: 0.28 },
];
const volumeAtPeak = 0.08;
/** Milliseconds on, off, on: one shake per note. */
const vibration = [250, 150, 250];

const play = (context: AudioContext) => {
  for (const { hertz, at } of notes) {
    const begin = context.currentTime + at;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(volumeAtPeak, begin + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 1);
  }
};

const mayVibrate = () =>
  typeof navigator.vibrate === "function" && !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Rings gently until stopped. Silent where the browser allows no sound before the first interaction. */
export const startRinging = (): (() => void) => {
  if (typeof AudioContext === "undefined" || !navigator.userActivation?.hasBeenActive) return () => {};
  const context = new AudioContext();
  const vibrates = mayVibrate();
  const ring = () => {
    if (context.state === "running") play(context);
    if (vibrates) navigator.vibrate(vibration);
  };
  ring();
  const again = setInterval(ring, intervalSeconds * 1_000);
  const enough = setTimeout(() => clearInterval(again), maxSeconds * 1_000);
  return () => {
    clearInterval(again);
    clearTimeout(enough);
    if (vibrates) navigator.vibrate(0);
    context.close().catch(() => {});
  };
};
