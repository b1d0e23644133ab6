"use client";

import { Mic, MicOff, MonitorUp, MonitorX, Settings2, Users, Video, VideoOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { ControlBar, ControlButton } from "#components/ui/control-bar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Tooltip, TooltipTrigger } from "#components/ui/tooltip.tsx";

type Switch = { on: boolean; toggle: () => void };

export type BarProps = {
  microphone: Switch | null;
  camera: Switch | null;
  screen: Switch | null;
  /** The letters M and V work, and the tooltips say so. */
  shortcuts: boolean;
  isConnected: boolean;
  onSettings: () => void;
  /** Null for those who can't moderate anyone. */
  onPeople: (() => void) | null;
  /** The way out, which stands apart. */
  end: ReactNode;
};

/** The room's one bar. What the person may not do, or the browser can't, is not there. */
export function Bar({ microphone, camera, screen, shortcuts, isConnected, end, ...open }: BarProps) {
  const t = useTranslations("room");
  const withKey = (action: string, key: string) => (shortcuts ? t("bar.withKey", { action, key }) : action);
  return (
    <ControlBar label={t("yourVisit")} end={end}>
      {microphone && (
        <WithTooltip text={withKey(t(microphone.on ? "bar.othersHearYou" : "bar.noOneHearsYou"), "M")}>
          <ControlButton
            icon={<Icon of={microphone.on ? Mic : MicOff} />}
            label={t(microphone.on ? "bar.mute" : "bar.unmute")}
            tone={microphone.on ? "plain" : "off"}
            isDisabled={!isConnected}
            onPress={microphone.toggle}
          />
        </WithTooltip>
      )}
      {camera && (
        <WithTooltip text={withKey(t(camera.on ? "bar.othersSeeYou" : "bar.noOneSeesYou"), "V")}>
          <ControlButton
            icon={<Icon of={camera.on ? Video : VideoOff} />}
            label={t(camera.on ? "bar.stopCamera" : "bar.startCamera")}
            tone={camera.on ? "plain" : "off"}
            isDisabled={!isConnected}
            onPress={camera.toggle}
          />
        </WithTooltip>
      )}
      {screen && (
        <WithTooltip text={t(screen.on ? "bar.othersSeeScreen" : "bar.showScreen")}>
          <ControlButton
            icon={<Icon of={screen.on ? MonitorX : MonitorUp} />}
            label={t(screen.on ? "bar.stopSharing" : "bar.shareScreen")}
            tone={screen.on ? "active" : "plain"}
            isDisabled={!isConnected}
            onPress={screen.toggle}
          />
        </WithTooltip>
      )}
      <Dialogs {...open} />
    </ControlBar>
  );
}

function Dialogs({ onPeople, onSettings }: Pick<BarProps, "onPeople" | "onSettings">) {
  const t = useTranslations("room");
  return (
    <>
      {onPeople && (
        <WithTooltip text={t("bar.whoIsHere")}>
          <ControlButton icon={<Icon of={Users} />} label={t("people")} onPress={onPeople} />
        </WithTooltip>
      )}
      <WithTooltip text={t("bar.cameraMicrophoneSound")}>
        <ControlButton icon={<Icon of={Settings2} />} label={t("bar.settings")} onPress={onSettings} />
      </WithTooltip>
    </>
  );
}

function WithTooltip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <TooltipTrigger>
      {children}
      <Tooltip>{text}</Tooltip>
    </TooltipTrigger>
  );
}
