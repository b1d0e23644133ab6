"use client";

import { type RemoteParticipant, Track } from "livekit-client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { useIsPublishing } from "./use-publication.ts";

const sources = {
  microphone: { track: Track.Source.Microphone, action: "mute", named: "muteName", done: "muted" },
  camera: {
    track: Track.Source.Camera,
    action: "turnCameraOff",
    named: "turnCameraOffName",
    done: "cameraOff",
  },
} as const;

type MuteButtonProps = {
  source: keyof typeof sources;
  name: string;
  participant: RemoteParticipant;
  isPending: boolean;
  onMute: () => void;
};

/** Mutes a microphone or turns a camera off; once that is done, it says so in the button's place. */
export function MuteButton({ source, name, participant, isPending, onMute }: MuteButtonProps) {
  const t = useTranslations("room");
  const { track, action, named, done } = sources[source];
  const isOn = useIsPublishing(participant, track);
  const [wasPressed, setPressed] = useState(false);
  if (!isOn) return <Done takesFocus={wasPressed}>{t(`moderation.${done}`)}</Done>;
  const mute = () => {
    setPressed(true);
    onMute();
  };
  return (
    <Button
      variant="secondary"
      size="sm"
      isPending={isPending}
      aria-label={t(`moderation.${named}`, { name })}
      onPress={mute}
    >
      {t(`moderation.${action}`)}
    </Button>
  );
}

/** Takes over the focus of the button that was here, and so it is read out. */
function Done({ takesFocus, children }: { takesFocus: boolean; children: string }) {
  const text = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (takesFocus) text.current?.focus();
  }, [takesFocus]);
  return (
    <span ref={text} tabIndex={-1} className="self-center text-ink-soft text-sm">
      {children}
    </span>
  );
}
