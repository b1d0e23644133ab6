"use client";

import { Mic, MicOff, MonitorUp, MonitorX, Settings2, Users, Video, VideoOff } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { ControlBar, ControlButton } from "#components/ui/control-bar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Tooltip, TooltipTrigger } from "#components/ui/tooltip.tsx";

export type BarProps = {
  microphone: { on: boolean; toggle: () => void } | null;
  camera: { on: boolean; toggle: () => void } | null;
  screen: { on: boolean; toggle: () => void } | null;
  /** Whether the letters M and V work, for the tooltips. */
  shortcuts: boolean;
  /** Without a connection there is nobody to be heard and seen by. */
  isConnected: boolean;
  onSettings: () => void;
  /** Who is here, for those who may do something about it. */
  onPeople: (() => void) | null;
  /** The way out, which stands apart. */
  end: ReactNode;
};

function Explained({ words, children }: { words: string; children: ReactElement }) {
  return (
    <TooltipTrigger>
      {children}
      <Tooltip>{words}</Tooltip>
    </TooltipTrigger>
  );
}

/** The one bar of the room. What the person may not do, or the browser cannot, is not there. */
export function Bar({
  microphone,
  camera,
  screen,
  shortcuts,
  isConnected,
  onSettings,
  onPeople,
  end,
}: BarProps) {
  const key = (letter: string) => (shortcuts ? ` (${letter})` : "");
  return (
    <ControlBar label="Your visit" end={end}>
      {microphone && (
        <Explained words={`${microphone.on ? "Others hear you" : "Nobody hears you"}${key("M")}`}>
          <ControlButton
            icon={<Icon of={microphone.on ? Mic : MicOff} />}
            label={microphone.on ? "Mute" : "Unmute"}
            tone={microphone.on ? "plain" : "off"}
            isDisabled={!isConnected}
            onPress={microphone.toggle}
          />
        </Explained>
      )}
      {camera && (
        <Explained words={`${camera.on ? "Others see you" : "Nobody sees you"}${key("V")}`}>
          <ControlButton
            icon={<Icon of={camera.on ? Video : VideoOff} />}
            label={camera.on ? "Stop camera" : "Start camera"}
            tone={camera.on ? "plain" : "off"}
            isDisabled={!isConnected}
            onPress={camera.toggle}
          />
        </Explained>
      )}
      {screen && (
        <Explained words={screen.on ? "Others see your screen" : "Show your screen to the others"}>
          <ControlButton
            icon={<Icon of={screen.on ? MonitorX : MonitorUp} />}
            label={screen.on ? "Stop sharing" : "Share screen"}
            tone={screen.on ? "active" : "plain"}
            isDisabled={!isConnected}
            onPress={screen.toggle}
          />
        </Explained>
      )}
      {onPeople && (
        <Explained words="Who is here">
          <ControlButton icon={<Icon of={Users} />} label="People" onPress={onPeople} />
        </Explained>
      )}
      <Explained words="Camera, microphone and sound">
        <ControlButton icon={<Icon of={Settings2} />} label="Settings" onPress={onSettings} />
      </Explained>
    </ControlBar>
  );
}
