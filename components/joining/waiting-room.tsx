"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { Devices } from "#components/devices/devices-store.ts";
import { Preview } from "#components/devices/preview.tsx";
import { useDevices } from "#components/devices/use-devices.ts";
import { useWakeLock } from "#components/room/use-wake-lock.ts";
import { Button } from "#components/ui/button.tsx";
import { checkKindOf } from "./check-kind.ts";
import { companyOf } from "./company.ts";
import { VisitFrame } from "./visit-frame.tsx";
import type { VisitEvent, VisitState } from "./visit-state.ts";
import { WaitingLead } from "./waiting-lead.tsx";

type WaitingRoomProps = {
  state: VisitState;
  dispatch: (event: VisitEvent) => void;
  devices: Devices;
  serverNow: number;
  /** While it is too early for the waiting room. */
  opensAt: Date | null;
};

/** Waits for the waiting room to open, then for someone to start the visit; the screen changes by itself. */
export function WaitingRoom({ state, dispatch, devices, serverNow, opensAt }: WaitingRoomProps) {
  const t = useTranslations("joining");
  const { camera } = useDevices(devices);
  useEffect(() => devices.start(), [devices]);
  useWakeLock();
  return (
    <VisitFrame
      title={t(opensAt ? "readyAndEarly" : "inWaitingRoom")}
      lead={
        <WaitingLead
          name={companyOf(state.view).named?.name ?? null}
          opensAt={opensAt}
          serverNow={serverNow}
          onOpen={() => dispatch({ type: "view-outdated" })}
        />
      }
      actions={
        <Button full variant="secondary" onPress={() => dispatch({ type: "check-opened" })}>
          {t(`check.${checkKindOf(devices.wanted)}.again`)}
        </Button>
      }
    >
      <p role="status" className="font-semibold empty:hidden">
        {state.live.status === "reconnecting" ? t("reconnecting") : ""}
      </p>
      {camera && (
        <figure className="flex flex-col gap-2">
          <div className="aspect-4/3 max-h-64 overflow-hidden rounded-lg border border-line-strong bg-sunken sm:w-80">
            <Preview track={camera} />
          </div>
          <figcaption className="text-ink-soft">{t("onlyYouSeeThis")}</figcaption>
        </figure>
      )}
      <ul className="flex list-disc flex-col gap-2 ps-6">
        <li>{t("keepPageOpen")}</li>
        <li>{t("closedThePage")}</li>
      </ul>
    </VisitFrame>
  );
}
