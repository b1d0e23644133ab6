/** Seconds between two rings, and how long it rings at most: as long as any call type may let it. */
const every = 3;
const atMost = 600;
/** Two soft notes, a major third apart. */
const notes = [
  { hertz: 523.25, at: 0 },
  { hertz: 659.25, at: 0.28 },
];
const loudness = 0.08;
/** A phone shakes twice with the two notes: milliseconds on, off, on. */
const shakes = [250, 150, 250];

const play = (context: AudioContext) => {
  for (const { hertz, at } of notes) {
    const begin = context.currentTime + at;
    const tone = new OscillatorNode(context, { frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(loudness, begin + 0.04);
    volume.gain.exponentialRampToValueAtTime(0.0001, begin + 0.9);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + 1);
  }
};

/** Whether the phone may shake: where it can, and not for somebody who asked for no motion. */
const mayShake = () =>
  typeof navigator.vibrate === "function" && !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Rings gently until stopped. Silent where the browser allows no sound before the person touched the page. */
export const startRinging = (): (() => void) => {
  if (typeof AudioContext === "undefined" || !navigator.userActivation?.hasBeenActive) return () => {};
  const context = new AudioContext();
  const isShaking = mayShake();
  const ring = () => {
    if (context.state === "running") play(context);
    if (isShaking) navigator.vibrate(shakes);
  };
  ring();
  const again = setInterval(ring, every * 1_000);
  const enough = setTimeout(() => clearInterval(again), atMost * 1_000);
  return () => {
    clearInterval(again);
    clearTimeout(enough);
    if (isShaking) navigator.vibrate(0);
    context.close().catch(() => {});
  };
};
