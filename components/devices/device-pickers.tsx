"use client";

import { NativeSelect } from "#components/ui/text-field.tsx";
import type { Choice, Kind } from "./device-rules.ts";
import type { DeviceLists } from "./open-media.ts";

const labels = { camera: "Camera", microphone: "Microphone", speaker: "Speaker" } as const;
type Which = keyof typeof labels;

const canChooseSpeaker = () =>
  typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;

/** The device in use: the chosen one where it is there, else the first. */
const present = (list: readonly MediaDeviceInfo[], chosen: string | null) =>
  list.find((one) => one.deviceId === chosen)?.deviceId ?? list[0]?.deviceId ?? "";

/** Pickers for what the person may send and for where the sound comes from; only where there is a choice to make. */
export function DevicePickers({
  wanted,
  lists,
  choice,
  onChoose,
}: {
  wanted: readonly Kind[];
  lists: DeviceLists;
  choice: Choice;
  onChoose: (change: Partial<Choice>) => void;
}) {
  const shown: Which[] = [...wanted, ...(canChooseSpeaker() ? (["speaker"] as const) : [])];
  return (
    <div className="flex flex-col gap-4">
      {shown.map((which) => (
        <NativeSelect
          key={which}
          name={`device-${which}`}
          label={labels[which]}
          disabled={lists[which].length === 0}
          value={present(lists[which], choice[which])}
          onChange={(event) => onChoose({ [which]: event.currentTarget.value })}
        >
          {lists[which].length === 0 && <option value="">None found</option>}
          {lists[which].map((one) => (
            <option key={one.deviceId} value={one.deviceId}>
              {one.label}
            </option>
          ))}
        </NativeSelect>
      ))}
    </div>
  );
}
