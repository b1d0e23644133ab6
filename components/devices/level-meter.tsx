"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Meter } from "#components/ui/meter.tsx";
import { useLevel } from "./use-level.ts";

const heardLevel = 0.35;

/** The microphone's level, and in words whether anything was heard yet. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const t = useTranslations("devices");
  const level = useLevel(track);
  const [heard, setHeard] = useState<MediaStreamTrack | null>(null);
  useEffect(() => {
    if (level >= heardLevel) setHeard(track);
  }, [level, track]);
  return (
    <div className="flex flex-col gap-2">
      <Meter label={t("yourMicrophone")} level={level} />
      <p role="status" className="text-ink-soft text-sm">
        {t(heard === track ? "weHearYou" : "saySomething")}
      </p>
    </div>
  );
}
