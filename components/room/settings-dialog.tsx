"use client";

import { useTranslations } from "next-intl";
import { DevicePickers } from "#components/devices/device-pickers.tsx";
import type { Devices } from "#components/devices/devices-store.ts";
import { TestSound } from "#components/devices/test-sound.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type Kind = "camera" | "microphone" | "speaker";

type SettingsDialogProps = {
  devices: Devices;
  wanted: Devices["wanted"];
  shortcuts: boolean;
  onShortcuts: (on: boolean) => void;
  onChoose: (kind: Kind, deviceId: string) => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/** Camera, microphone and speaker, changed during the visit. */
export function SettingsDialog({
  devices,
  wanted,
  shortcuts,
  onShortcuts,
  onChoose,
  ...dialog
}: SettingsDialogProps) {
  const t = useTranslations("room");
  const { lists, choice } = useDevices(devices);
  return (
    <Dialog title={t("settings.title")} {...dialog}>
      {(close) => (
        <>
          <DevicePickers
            wanted={wanted}
            lists={lists}
            choice={choice}
            onChoose={(change) => {
              for (const [kind, id] of Object.entries(change)) if (id) onChoose(kind as Kind, String(id));
            }}
          />
          <TestSound speaker={choice.speaker} />
          <Checkbox
            name="shortcuts"
            optional
            label={t("settings.shortcuts")}
            hint={t("settings.shortcutsHint")}
            checked={shortcuts}
            onChange={(event) => onShortcuts(event.currentTarget.checked)}
          />
          <Button full onPress={close}>
            {t("settings.done")}
          </Button>
        </>
      )}
    </Dialog>
  );
}
