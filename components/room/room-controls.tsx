import { useState } from "react";
import { Bar } from "./bar.tsx";
import { Leave } from "./leave.tsx";
import { PeopleDialog } from "./people-dialog.tsx";
import { publishableDevices } from "./publishable-devices.ts";
import type { RoomPartProps } from "./room-props.ts";
import { SettingsDialog } from "./settings-dialog.tsx";
import { storedShortcuts, storeShortcuts } from "./shortcut-storage.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { useSwitches } from "./use-switches.ts";

/** The bar, the keys that do the same, and the dialogs that it opens. */
export function RoomControls(props: RoomPartProps) {
  const { call, devices, capabilities, state, dispatch } = props;
  const [shortcuts, setShortcuts] = useState(storedShortcuts);
  const [open, setOpen] = useState<"settings" | "people" | null>(null);
  const { microphone, camera, screen } = useSwitches(props);
  const isConnected = state.phase.at === "in";
  const mayMute = capabilities.includes("mute-others");
  const mayRemove = capabilities.includes("remove-members");
  useShortcuts(shortcuts && isConnected, {
    ...(microphone && { m: microphone.toggle }),
    ...(camera && { v: camera.toggle }),
  });
  const openSettings = () => {
    devices.refreshLists();
    setOpen("settings");
  };
  const changeShortcuts = (on: boolean) => {
    storeShortcuts(on);
    setShortcuts(on);
  };
  const dialog = (name: "settings" | "people") => ({
    isOpen: open === name,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? name : null),
  });
  return (
    <>
      <Bar
        {...{ microphone, camera, screen, shortcuts, isConnected }}
        onPeople={mayMute || mayRemove ? () => setOpen("people") : null}
        onSettings={openSettings}
        end={
          <Leave
            call={call}
            mayEnd={props.mayEnd}
            onLeave={props.leave}
            onEnded={() => dispatch({ type: "ended" })}
          />
        }
      />
      <SettingsDialog
        devices={devices}
        wanted={publishableDevices(capabilities)}
        shortcuts={shortcuts}
        onShortcuts={changeShortcuts}
        onChoose={(kind, id) => void props.choose(kind, id)}
        {...dialog("settings")}
      />
      <PeopleDialog call={call} here={state.here} {...{ mayMute, mayRemove }} {...dialog("people")} />
    </>
  );
}
