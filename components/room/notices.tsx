"use client";

import { Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner";
import { Button } from "#components/ui/button";
import { Icon } from "#components/ui/icon";
import type { RoomDevice, RoomState } from "./room-state.ts";
import { type Names, newsWords, ownNotice, troubleWords } from "./room-words.ts";

/** What the person has to know, above everything else: connection, blocked sound, a device that does not work. */
export function Notices({
  state,
  filming,
  onStopCamera,
  onStartSound,
  onForget,
  children,
}: {
  state: RoomState;
  filming: boolean;
  onStopCamera: () => void;
  onStartSound: () => void;
  onForget: (device: RoomDevice) => void;
  /** Below: what is good to know, and nothing is wrong with. */
  children?: ReactNode;
}) {
  const notice = ownNotice(state);
  const troubles = (["microphone", "camera", "screen"] as const).flatMap((device) => {
    const trouble = state.trouble[device];
    return trouble ? [{ device, words: troubleWords(device, trouble) }] : [];
  });
  const weak = notice && state.phase.at === "in";
  return (
    <div className="pointer-events-none absolute inset-x-3 top-3 z-20 mx-auto flex max-w-xl flex-col gap-2 *:pointer-events-auto">
      {state.soundBlocked && state.phase.at === "in" && (
        <Banner
          tone="warning"
          title="Sound is blocked"
          action={
            <Button icon={<Icon of={Volume2} />} onPress={onStartSound}>
              Press to hear
            </Button>
          }
        >
          Your browser waits for you to press.
        </Banner>
      )}
      {notice && (
        <Banner
          tone={notice.tone}
          title={notice.title}
          quiet
          action={
            weak &&
            filming && (
              <Button variant="secondary" onPress={onStopCamera}>
                Stop my camera
              </Button>
            )
          }
        >
          {notice.text}
        </Banner>
      )}
      {troubles.map(({ device, words }) => (
        <Banner
          key={device}
          tone="warning"
          action={
            <Button variant="secondary" onPress={() => onForget(device)}>
              OK
            </Button>
          }
        >
          {words}
        </Banner>
      ))}
      {children}
    </div>
  );
}

/** Says aloud who came and went, and how the connection does. */
export function Announcer({ state, names }: { state: RoomState; names: Names }) {
  return (
    <div role="log" aria-live="polite" aria-label="What happens in the visit" className="sr-only">
      {state.news.map((one) => (
        <p key={one.n}>{newsWords(one, names)}</p>
      ))}
    </div>
  );
}
