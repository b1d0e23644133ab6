"use client";

import { DevicePickers } from "#components/devices/device-pickers.tsx";
import type { Devices } from "#components/devices/devices-store.ts";
import { TestSound } from "#components/devices/test-sound.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type Which = "camera" | "microphone" | "speaker";

/** Which camera, microphone and speaker, changed while the visit goes on. */
export function SettingsDialog({
  devices,
  wanted,
  shortcuts,
  onShortcuts,
  onChoose,
  ...dialog
}: {
  devices: Devices;
  wanted: Devices["wanted"];
  shortcuts: boolean;
  onShortcuts: (on: boolean) => void;
  onChoose: (which: Which, deviceId: string) => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const { lists, choice } = useDevices(devices);
  return (
    <Dialog title="Settings" {...dialog}>
      {(close) => (
        <>
          <DevicePickers
            wanted={wanted}
            lists={lists}
            choice={choice}
            onChoose={(change) => {
              for (const [which, id] of Object.entries(change)) if (id) onChoose(which as Which, String(id));
            }}
          />
          <TestSound speaker={choice.speaker} />
          <Checkbox
            name="shortcuts"
            optional
            label="Keyboard shortcuts"
            hint="M mutes you, V stops your camera."
            checked={shortcuts}
            onChange={(event) => onShortcuts(event.currentTarget.checked)}
          />
          <Button full onPress={close}>
            Done
          </Button>
        </>
      )}
    </Dialog>
  );
}
