"use client";

import { useRoomContext } from "@livekit/components-react";
import { Track } from "livekit-client";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { useMuted } from "./use-sending.ts";

const sources = { microphone: Track.Source.Microphone, camera: Track.Source.Camera };

type Did = "muted" | "taken" | "given";

const words: Record<"microphone" | "camera", Record<Did, { title: string; text: string }>> = {
  microphone: {
    muted: {
      title: "Your microphone was turned off",
      text: "Somebody who leads the visit did that. Press “Unmute” to speak.",
    },
    taken: {
      title: "You cannot speak right now",
      text: "The clinic has turned your microphone off. You go on hearing the others.",
    },
    given: { title: "You can speak again", text: "Press “Unmute” when you want to be heard." },
  },
  camera: {
    muted: {
      title: "Your camera was turned off",
      text: "Somebody who leads the visit did that. Press “Start camera” to be seen.",
    },
    taken: {
      title: "You cannot be seen right now",
      text: "The clinic has turned your camera off. You go on seeing the others.",
    },
    given: { title: "You can be seen again", text: "Press “Start camera” when you want to be seen." },
  },
};

/**
 * Says what somebody else did with one's own microphone or camera: nobody finds out by themselves why nobody answers.
 * `wanted`: what oneself pressed last; `may`: what one is allowed.
 */
export function OthersHand({
  device,
  may,
  wanted,
}: {
  device: "microphone" | "camera";
  may: boolean;
  wanted: boolean;
}) {
  const { localParticipant } = useRoomContext();
  const muted = useMuted(localParticipant, sources[device]);
  const [before, setBefore] = useState({ may, muted });
  const [did, setDid] = useState<Did | null>(null);
  if (before.may !== may || before.muted !== muted) {
    setBefore({ may, muted });
    if (before.may !== may) setDid(may ? "given" : "taken");
    else if (muted && wanted) setDid("muted");
    else if (!muted) setDid((said) => (said === "muted" ? null : said));
  }
  if (!did) return null;
  const { title, text } = words[device][did];
  return (
    <Banner
      tone="info"
      title={title}
      action={
        <Button
          variant="secondary"
          onPress={() => {
            setDid(null);
            focusMain();
          }}
        >
          OK
        </Button>
      }
    >
      {text}
    </Banner>
  );
}
