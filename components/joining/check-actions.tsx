import { useTranslations } from "next-intl";
import type { Devices, DevicesState } from "#components/devices/devices-store.ts";
import { useDevices } from "#components/devices/use-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { checkKindOf } from "./check-kind.ts";
import { afterCheck } from "./visit-screen.ts";
import type { VisitState } from "./visit-state.ts";

type CheckActionsProps = { state: VisitState; devices: Devices; onDone: () => void };

/** The way on is always open, and says how the person will join. */
export function CheckActions({ state, devices, onDone }: CheckActionsProps) {
  const t = useTranslations("joining");
  const now = useDevices(devices);
  const missing = missingOf(devices, now);
  const kind = checkKindOf(devices.wanted);
  return (
    <>
      <Button full isPending={state.starting !== null} onPress={onDone}>
        {t(`afterCheck.${afterCheck(state.view)}`)}
      </Button>
      {!now.asking && missing && <p className="text-ink-soft">{t(missing)}</p>}
      {now.asking && kind !== "sound" && (
        <Button full variant="quiet" onPress={onDone}>
          {t(`continueWithout.${kind}`)}
        </Button>
      )}
    </>
  );
}

const missingOf = ({ wanted }: Devices, { camera, microphone }: DevicesState) => {
  const isUnseen = wanted.includes("camera") && !camera;
  const isUnheard = wanted.includes("microphone") && !microphone;
  if (isUnseen && isUnheard) return "withoutBoth";
  if (isUnseen) return "withoutCamera";
  return isUnheard ? "withoutMicrophone" : null;
};
