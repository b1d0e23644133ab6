"use client";

import { useEffect, useState } from "react";
import { Meter } from "#components/ui/meter.tsx";
import { useLevel } from "./use-level.ts";

const heardAt = 0.35;

/** The microphone's level, and in words whether anything was heard yet. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const level = useLevel(track);
  const [heard, setHeard] = useState<MediaStreamTrack | null>(null);
  useEffect(() => {
    if (level >= heardAt) setHeard(track);
  }, [level, track]);
  return (
    <div className="flex flex-col gap-2">
      <Meter label="Your microphone" level={level} />
      <p role="status" className="text-ink-soft text-sm">
        {heard === track ? "We can hear you." : "Say something: the bars move when we hear you."}
      </p>
    </div>
  );
}
