"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { DeviceHelp } from "#components/devices/device-help.tsx";
import { DevicePickers } from "#components/devices/device-pickers.tsx";
import type { Devices } from "#components/devices/devices-store.ts";
import { LevelMeter } from "#components/devices/level-meter.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { CheckActions } from "./check-actions.tsx";
import { checkKindOf } from "./check-kind.ts";
import { CheckLead } from "./check-lead.tsx";
import { CheckPicture } from "./check-picture.tsx";
import { DeviceSwitches } from "./device-switches.tsx";
import { VisitFrame } from "./visit-frame.tsx";
import type { VisitEvent, VisitState } from "./visit-state.ts";

type DeviceCheckProps = {
  state: VisitState;
  dispatch: (event: VisitEvent) => void;
  devices: Devices;
  isStaff: boolean;
};

/** Camera, microphone and sound before joining. Nothing that is missing or blocked keeps anyone out. */
export function DeviceCheck({ state, dispatch, devices, isStaff }: DeviceCheckProps) {
  const t = useTranslations("joining");
  const { microphone, problems, choice, lists } = useDevices(devices);
  const { wanted } = devices;
  useEffect(() => devices.start(), [devices]);
  return (
    <VisitFrame
      title={t(`check.${checkKindOf(wanted)}.title`)}
      lead={<CheckLead view={state.view} devices={devices} isStaff={isStaff} />}
      actions={
        <CheckActions state={state} devices={devices} onDone={() => dispatch({ type: "check-done" })} />
      }
    >
      {wanted.includes("camera") && !problems.camera && <CheckPicture devices={devices} />}
      <DeviceHelp problems={problems} onRetry={devices.retry} />
      <DeviceSwitches devices={devices} />
      {microphone && <LevelMeter track={microphone} />}
      <Disclosure summary={t("changeDevices")}>
        <DevicePickers wanted={wanted} lists={lists} choice={choice} onChoose={devices.choose} />
      </Disclosure>
    </VisitFrame>
  );
}
