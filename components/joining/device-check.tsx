"use client";

import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useEffect } from "react";
import { DeviceHelp } from "#components/devices/device-help.tsx";
import { DevicePickers } from "#components/devices/device-pickers.tsx";
import type { Devices } from "#components/devices/devices-store.ts";
import { LevelMeter } from "#components/devices/level-meter.tsx";
import { Preview } from "#components/devices/preview.tsx";
import { TestSound } from "#components/devices/test-sound.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { VisitFrame } from "./visit-frame.tsx";

/**
 * Camera, microphone and sound before going in. Nothing that is missing or refused keeps anybody out: the way on is
 * always there, and says how one will go in.
 */
export function DeviceCheck({
  devices,
  onward,
  news,
  isPending,
  onDone,
}: {
  devices: Devices;
  /** Where the main button leads: "Go in". */
  onward: string;
  /** What has happened meanwhile: it has started, somebody is there. */
  news: string | null;
  isPending: boolean;
  onDone: () => void;
}) {
  const { asking, camera, microphone, problems, choice, lists } = useDevices(devices);
  const { wanted } = devices;
  useEffect(() => devices.start(), [devices]);

  const films = wanted.includes("camera");
  const speaks = wanted.includes("microphone");
  const without = withoutWords(films && !camera, speaks && !microphone);
  const showsNews = Boolean(news) && !asking && wanted.length > 0;
  const words = speaks ? "Check how you look and sound" : "Check your sound";
  return (
    <VisitFrame
      title={words}
      lead={
        // Two lines are kept free on a phone, and news take the words' place, but for what has to be known: what stands below
        // moves under no finger.
        <p className="line-clamp-2 min-h-[2lh] sm:line-clamp-1 sm:min-h-[1lh]">
          <span role="status">{showsNews && news}</span>
          {!showsNews && leadWords({ asking, any: wanted.length > 0, shown: camera !== null })}
        </p>
      }
      actions={
        <>
          <Button full isPending={isPending} onPress={onDone}>
            {onward}
          </Button>
          {!asking && without && <p className="text-ink-soft">{without}</p>}
          {asking && (
            <Button full variant="quiet" onPress={onDone}>
              Continue without camera and microphone
            </Button>
          )}
        </>
      }
    >
      {films && !problems.camera && (
        <div className="relative flex aspect-4/3 max-h-[38dvh] items-center justify-center self-stretch overflow-hidden rounded-lg border border-line-strong bg-sunken sm:aspect-video">
          {camera ? (
            <Preview track={camera} />
          ) : (
            <p className="p-6 text-center text-ink-soft">
              {asking ? "Waiting for your camera" : "Your camera is off"}
            </p>
          )}
        </div>
      )}
      <DeviceHelp problems={problems} onRetry={devices.again} />
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        {films && (
          <Button
            variant="secondary"
            icon={<Icon of={choice.cameraOn ? Video : VideoOff} />}
            onPress={() => devices.choose({ cameraOn: !choice.cameraOn })}
          >
            {choice.cameraOn ? "Turn camera off" : "Turn camera on"}
          </Button>
        )}
        {speaks && (
          <Button
            variant="secondary"
            icon={<Icon of={choice.microphoneOn ? Mic : MicOff} />}
            onPress={() => devices.choose({ microphoneOn: !choice.microphoneOn })}
          >
            {choice.microphoneOn ? "Turn microphone off" : "Turn microphone on"}
          </Button>
        )}
        <TestSound speaker={choice.speaker} />
      </div>
      {microphone && <LevelMeter track={microphone} />}
      <Disclosure summary="Choose other devices">
        <DevicePickers wanted={wanted} lists={lists} choice={choice} onChoose={devices.choose} />
      </Disclosure>
    </VisitFrame>
  );
}

const leadWords = ({ asking, any, shown }: { asking: boolean; any: boolean; shown: boolean }) => {
  if (!any) return "You will see and hear the visit. Nobody sees or hears you.";
  if (asking) return "Your browser asks for your camera and microphone. Press “Allow”.";
  return shown ? "Only you can see this." : "Nobody sees or hears you yet.";
};

/** How the person will go in when something is off; null when nothing is. */
const withoutWords = (unseen: boolean, unheard: boolean) => {
  if (unseen && unheard)
    return "You will go in without camera and microphone. You can see and hear the others.";
  if (unseen) return "You will go in without camera. The others hear you.";
  return unheard ? "You will go in without microphone. You can turn it on later." : null;
};
