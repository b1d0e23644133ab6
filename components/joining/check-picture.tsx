import { useTranslations } from "next-intl";
import type { Devices } from "#components/devices/devices-store.ts";
import { Preview } from "#components/devices/preview.tsx";
import { useDevices } from "#components/devices/use-devices.ts";

export function CheckPicture({ devices }: { devices: Devices }) {
  const t = useTranslations("joining");
  const { camera, asking } = useDevices(devices);
  return (
    <div className="relative flex aspect-4/3 max-h-[38dvh] items-center justify-center self-stretch overflow-hidden rounded-lg border border-line-strong bg-sunken sm:aspect-video">
      {camera ? (
        <Preview track={camera} />
      ) : (
        <p className="p-6 text-center text-ink-soft">{t(asking ? "waitingForCamera" : "cameraIsOff")}</p>
      )}
    </div>
  );
}
