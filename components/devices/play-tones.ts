const frequencies = [523.25, 659.25, 783.99];
const intervalSeconds = 0.25;
const totalMs = 1_300;

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

const playTone = (context: AudioContext, frequency: number, start: number) => {
  const tone = new OscillatorNode(context, { frequency, type: "sine" });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + 0.65);
};

/** Three soft rising tones from the chosen speaker, where the browser can. Returns whether they were played. */
export const playTones = async (speaker: string | null): Promise<boolean> => {
  try {
    const context: SinkContext = new AudioContext();
    if (speaker) await context.setSinkId?.(speaker).catch(() => undefined);
    await context.resume();
    frequencies.forEach((frequency, index) => {
      playTone(context, frequency, context.currentTime + index * intervalSeconds);
    });
    await new Promise((resolve) => setTimeout(resolve, totalMs));
    await context.close();
    return true;
  } catch {
    return false;
  }
};
