"use client";

import { Volume2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { playTones } from "./play-tones.ts";

/** Plays a sound, and then says what to do when none was heard: below the grid's row, where nothing moves. */
export function TestSound({ speaker }: { speaker: string | null }) {
  const t = useTranslations("devices");
  const [result, setResult] = useState<"didYouHear" | "noSoundPlayed" | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    setResult(null);
    const played = await playTones(speaker);
    setPlaying(false);
    setResult(played ? "didYouHear" : "noSoundPlayed");
  };
  return (
    <>
      <Button full variant="secondary" icon={<Icon of={Volume2} />} isPending={isPlaying} onPress={play}>
        {t("testSound")}
      </Button>
      <p role="status" className="col-span-full min-h-[2lh] text-ink-soft text-sm sm:min-h-[1lh]">
        {result && t(result)}
      </p>
    </>
  );
}
