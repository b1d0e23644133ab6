"use client";

import { useTranslations } from "next-intl";
import { NativeSelect } from "#components/ui/text-field.tsx";
import type { Choice, Kind } from "./device-rules.ts";
import type { DeviceLists } from "./list-devices.ts";

type PickerKind = Kind | "speaker";

const canChooseSpeaker = () =>
  typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** The chosen device where it is there, else the first. */
const selectedId = (list: readonly MediaDeviceInfo[], chosen: string | null) =>
  list.find((device) => device.deviceId === chosen)?.deviceId ?? list[0]?.deviceId ?? "";

type DevicePickersProps = {
  wanted: readonly Kind[];
  lists: DeviceLists;
  choice: Choice;
  onChoose: (change: Partial<Choice>) => void;
};

/** Pickers for what the person may send, and for the speaker where the browser lets them choose one. */
export function DevicePickers({ wanted, lists, choice, onChoose }: DevicePickersProps) {
  const t = useTranslations("devices");
  const shown: PickerKind[] = canChooseSpeaker() ? [...wanted, "speaker"] : [...wanted];
  return (
    <div className="flex flex-col gap-4">
      {shown.map((kind) => (
        <NativeSelect
          key={kind}
          name={`device-${kind}`}
          label={t(`device.${kind}`)}
          disabled={lists[kind].length === 0}
          value={selectedId(lists[kind], choice[kind])}
          onChange={(event) => onChoose({ [kind]: event.currentTarget.value })}
        >
          {lists[kind].length === 0 && <option value="">{t("noneFound")}</option>}
          {lists[kind].map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
        </NativeSelect>
      ))}
    </div>
  );
}
