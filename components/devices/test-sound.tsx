"use client";

import { Volume2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";

const notes = [523.25, 659.25, 783.99];

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/** Three soft rising notes, about a second long, from the chosen speaker where the browser can. */
const playNotes = async (speaker: string | null) => {
  const context: SinkContext = new AudioContext();
  if (speaker) await context.setSinkId?.(speaker).catch(() => undefined);
  await context.resume();
  notes.forEach((frequency, index) => {
    const start = context.currentTime + index * 0.25;
    const tone = new OscillatorNode(context, { frequency, type: "sine" });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.25, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.65);
  });
  await new Promise((done) => setTimeout(done, 1_300));
  await context.close();
};

/** A press plays a sound, and then says, below the grid's row, what to do when none was heard. */
export function TestSound({ speaker }: { speaker: string | null }) {
  const [said, setSaid] = useState("");
  const [isPlaying, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    setSaid("");
    const played = await playNotes(speaker).then(
      () => true,
      () => false,
    );
    setPlaying(false);
    setSaid(
      played
        ? "Did you hear three notes? If not, turn your sound up or choose another speaker."
        : "This browser played no sound. Turn your sound up, then try again.",
    );
  };
  return (
    <>
      <Button full variant="secondary" icon={<Icon of={Volume2} />} isPending={isPlaying} onPress={play}>
        Test the sound
      </Button>
      <p role="status" className="col-span-full min-h-[2lh] text-ink-soft text-sm sm:min-h-[1lh]">
        {said}
      </p>
    </>
  );
}
