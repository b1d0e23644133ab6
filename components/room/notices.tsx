"use client";

import { Volume2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { News, RoomDevice, RoomState } from "./room-state.ts";
import { isNamed, type Names, newsWords, ownNotice, troubleWords } from "./room-words.ts";

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
    <div className="pointer-events-none absolute inset-x-3 top-3 z-20 mx-auto flex max-h-[calc(100%-1.5rem)] max-w-xl flex-col gap-2 overflow-y-auto *:pointer-events-auto *:shrink-0">
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
            <Button
              variant="secondary"
              onPress={() => {
                onForget(device);
                focusMain();
              }}
            >
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
        <Told key={one.n} one={one} names={names} />
      ))}
    </div>
  );
}

/** Told once: whoever has left the list of members since was called by their name, and is not told of again as "Somebody". */
function Told({ one, names }: { one: News; names: Names }) {
  const [told, setTold] = useState({ words: newsWords(one, names), named: isNamed(one, names) });
  if (!told.named && isNamed(one, names)) setTold({ words: newsWords(one, names), named: true });
  return <p>{told.words}</p>;
}
