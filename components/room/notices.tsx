"use client";

import { Volume2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { RoomDevice, RoomState } from "./room-state.ts";
import { connectionNotice } from "./room-words.ts";

type NoticesProps = {
  state: RoomState;
  films: boolean;
  onStopCamera: () => void;
  onStartSound: () => void;
  onDismiss: (device: RoomDevice) => void;
  /** Below: what is good to know, with nothing wrong. */
  children?: ReactNode;
};

/** What the person has to know, above everything else: blocked sound, the connection, a device that doesn't work. */
export function Notices({ state, films, onStopCamera, onStartSound, onDismiss, children }: NoticesProps) {
  return (
    <div className="pointer-events-none absolute inset-x-3 top-3 z-20 mx-auto flex max-h-[calc(100%-1.5rem)] max-w-xl flex-col gap-2 overflow-y-auto *:pointer-events-auto *:shrink-0">
      {state.soundBlocked && state.phase.at === "in" && <SoundNotice onStartSound={onStartSound} />}
      <ConnectionNotice state={state} films={films} onStopCamera={onStopCamera} />
      <TroubleNotices trouble={state.trouble} onDismiss={onDismiss} />
      {children}
    </div>
  );
}

function SoundNotice({ onStartSound }: { onStartSound: () => void }) {
  const t = useTranslations("room");
  return (
    <Banner
      tone="warning"
      title={t("soundIsOff")}
      action={
        <Button icon={<Icon of={Volume2} />} onPress={onStartSound}>
          {t("tapForSound")}
        </Button>
      }
    />
  );
}

function ConnectionNotice({
  state,
  films,
  onStopCamera,
}: Pick<NoticesProps, "state" | "films" | "onStopCamera">) {
  const t = useTranslations("room");
  const notice = connectionNotice(state);
  if (!notice) return null;
  return (
    <Banner
      tone={notice.tone}
      title={t(`connection.${notice.key}.title`)}
      quiet
      action={
        notice.key === "weak" &&
        films && (
          <Button variant="secondary" onPress={onStopCamera}>
            {t("stopMyCamera")}
          </Button>
        )
      }
    >
      {t(`connection.${notice.key}.text`)}
    </Banner>
  );
}

function TroubleNotices({
  trouble,
  onDismiss,
}: Pick<NoticesProps, "onDismiss"> & Pick<RoomState, "trouble">) {
  const t = useTranslations("room");
  return (["microphone", "camera", "screen"] as const).map((device) => {
    const kind = trouble[device];
    if (!kind) return null;
    const dismiss = () => {
      onDismiss(device);
      focusMain();
    };
    return (
      <Banner
        key={device}
        tone="warning"
        action={
          <Button variant="secondary" onPress={dismiss}>
            {t("ok")}
          </Button>
        }
      >
        {device === "screen" ? t("trouble.screen") : t(`trouble.${kind}`, { device })}
      </Banner>
    );
  });
}
