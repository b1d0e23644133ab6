import { Mic, MicOff, Video, VideoOff } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Devices } from "#components/devices/devices-store.ts";
import { TestSound } from "#components/devices/test-sound.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";

/** Turns camera and microphone on and off, and tests the sound. */
export function DeviceSwitches({ devices }: { devices: Devices }) {
  const t = useTranslations("joining");
  const { choice } = useDevices(devices);
  const { cameraOn, microphoneOn } = choice;
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
      {devices.wanted.includes("camera") && (
        <Button
          variant="secondary"
          icon={<Icon of={cameraOn ? Video : VideoOff} />}
          onPress={() => devices.choose({ cameraOn: !cameraOn })}
        >
          {t(cameraOn ? "turnCameraOff" : "turnCameraOn")}
        </Button>
      )}
      {devices.wanted.includes("microphone") && (
        <Button
          variant="secondary"
          icon={<Icon of={microphoneOn ? Mic : MicOff} />}
          onPress={() => devices.choose({ microphoneOn: !microphoneOn })}
        >
          {t(microphoneOn ? "turnMicrophoneOff" : "turnMicrophoneOn")}
        </Button>
      )}
      <TestSound speaker={choice.speaker} />
    </div>
  );
}
