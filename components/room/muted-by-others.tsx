"use client";

import { useRoomContext } from "@livekit/components-react";
import { Track } from "livekit-client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { useIsMuted } from "./use-publication.ts";

const sources = { microphone: Track.Source.Microphone, camera: Track.Source.Camera };

type Change = "muted" | "revoked" | "granted";
type MutedByOthersProps = {
  device: "microphone" | "camera";
  isAllowed: boolean;
  /** What the person last pressed themselves. */
  wanted: boolean;
};

/** Says what someone else did to one's own microphone or camera: people can't find out by themselves. */
export function MutedByOthers({ device, isAllowed, wanted }: MutedByOthersProps) {
  const t = useTranslations("room");
  const { localParticipant } = useRoomContext();
  const muted = useIsMuted(localParticipant, sources[device]);
  const [before, setBefore] = useState({ isAllowed, muted });
  const [change, setChange] = useState<Change | null>(null);
  if (before.isAllowed !== isAllowed || before.muted !== muted) {
    setBefore({ isAllowed, muted });
    if (before.isAllowed !== isAllowed) setChange(isAllowed ? "granted" : "revoked");
    else if (muted && wanted) setChange("muted");
    else if (!muted) setChange((last) => (last === "muted" ? null : last));
  }
  if (!change) return null;
  const dismiss = () => {
    setChange(null);
    focusMain();
  };
  return (
    <Banner
      tone="info"
      title={t(`moderated.${device}.${change}.title`)}
      action={
        <Button variant="secondary" onPress={dismiss}>
          {t("ok")}
        </Button>
      }
    >
      {t(`moderated.${device}.${change}.text`)}
    </Banner>
  );
}
