"use client";

import { RoomAudioRenderer, RoomContext } from "@livekit/components-react";
import { Track } from "livekit-client";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { Devices } from "#components/devices/devices-store.ts";
import { useDevices } from "#components/devices/use-devices.ts";
import { RingTheOthers } from "#components/rings/ring-the-others.tsx";
import { RungPeople } from "#components/rings/rung-people.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Surface } from "#components/ui/surface.tsx";
import type { CallRef } from "#lib/access.ts";
import type { RungPerson } from "#lib/live/rules.ts";
import type { Capability, MemberRole } from "#lib/roles.ts";
import { Bar } from "./bar.tsx";
import { Leave } from "./leave.tsx";
import { NobodyHere } from "./nobody-here.tsx";
import { Announcer, Notices } from "./notices.tsx";
import { OthersHand } from "./others-hand.tsx";
import { NamesContext, namesFrom } from "./people.ts";
import { PeopleDialog } from "./people-dialog.tsx";
import type { OutReason } from "./room-state.ts";
import { SelfView } from "./self-view.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { rememberShortcuts, shortcutsRemembered } from "./shortcut-memory.ts";
import { Stage } from "./stage.tsx";
import { type Limit, TimeLeft } from "./time-left.tsx";
import { useAwake } from "./use-awake.ts";
import { useRoom } from "./use-room.ts";
import { useSending } from "./use-sending.ts";
import { useShortcuts } from "./use-shortcuts.ts";

export type RoomProps = {
  call: CallRef;
  mark: string;
  takeOver: boolean;
  devices: Devices;
  audience: "patient" | "staff";
  capabilities: readonly Capability[];
  mayEnd: boolean;
  /** Null when the visit lasts as long as people are in it. */
  limit: Limit | null;
  members: readonly { id: string; name: string; role: MemberRole }[];
  /** Everybody is named in `members`; else it is a class, where only those who may speak or show something are drawn. */
  everybody: boolean;
  /** Everybody who was rung, empty for those who may not ring; null while it is not known. */
  rung: readonly RungPerson[] | null;
  /** Somebody is here whom `members` does not name. */
  onStranger: () => void;
  /** It was given more time from here. */
  onExtended: () => void;
  /** Once, when the connection is over for good: left, ended, put out or refused. */
  onOut: (why: OutReason) => void;
};

/** The devices that somebody with these capabilities may use. */
const publishableDevices = (capabilities: readonly Capability[]) => [
  ...(capabilities.includes("publish-video") ? (["camera"] as const) : []),
  ...(capabilities.includes("publish-audio") ? (["microphone"] as const) : []),
];

const canShareScreen = () => typeof navigator.mediaDevices?.getDisplayMedia === "function";

/** The room: other people large, oneself small, one bar. Everything about the connection is in useRoom. */
export default function Room(props: RoomProps) {
  const { call, devices, audience, capabilities, mayEnd, members, everybody } = props;
  const { room, state, dispatch, ...controls } = useRoom(props);
  const [shortcuts, setShortcuts] = useState(shortcutsRemembered);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const [isPeopleOpen, setPeopleOpen] = useState(false);
  useAwake();

  useEffect(() => {
    // The room comes in the place of a page that says so, and of its focus.
    if (document.activeElement === document.body) focusMain();
  }, []);

  const { phase, here } = state;
  const out = useEffectEvent(props.onOut);
  useEffect(() => {
    if (phase.at === "out") out(phase.why);
  }, [phase]);

  const stranger = everybody && here.some((who) => members.every(({ id }) => id !== who));
  const meetStranger = useEffectEvent(props.onStranger);
  useEffect(() => {
    if (stranger) meetStranger();
  }, [stranger]);

  const names = useMemo(
    () => namesFrom(members, (identity) => room.getParticipantByIdentity(identity)?.attributes["role"]),
    [members, room],
  );
  const me = room.localParticipant;
  const speaks = useSending(me, Track.Source.Microphone);
  const films = useSending(me, Track.Source.Camera);
  const shares = useSending(me, Track.Source.ScreenShare);
  const { choice } = useDevices(devices);
  const may = (capability: Capability) => capabilities.includes(capability);
  const [mayMute, mayRemove] = [may("mute-others"), may("remove-members")];
  const missing = (props.rung ?? []).filter(({ memberId }) => !here.includes(memberId));
  const left = state.news.flatMap(({ kind, who }) => (kind === "went" && who ? [who] : []));
  const hasOthers = members.some(({ id }) => id !== me.identity);
  const rings = missing.some((one) => one.state === "ringing");
  const isIn = phase.at === "in";
  const toggle = {
    microphone: () => void controls.toggle("microphone"),
    camera: () => void controls.toggle("camera"),
  };
  useShortcuts(shortcuts && isIn, {
    ...(may("publish-audio") ? { m: toggle.microphone } : {}),
    ...(may("publish-video") ? { v: toggle.camera } : {}),
  });

  return (
    <Surface audience={audience} kind="room" className="h-dvh">
      <RoomContext.Provider value={room}>
        <NamesContext value={names}>
          <main id="main" tabIndex={-1} className="flex h-full flex-col outline-none">
            <h1 className="sr-only">Your visit</h1>
            <div className="relative min-h-0 flex-1">
              {here.length > 0 || shares ? (
                <Stage poor={state.poor} everybody={everybody} />
              ) : (
                <NobodyHere
                  state={state}
                  action={
                    may("ring") &&
                    everybody &&
                    hasOthers &&
                    props.rung &&
                    !rings && <RingTheOthers call={call} />
                  }
                />
              )}
              {state.wasIn && (may("publish-video") || may("publish-audio")) && <SelfView />}
              <Notices
                state={state}
                filming={films}
                onStopCamera={toggle.camera}
                onStartSound={controls.startSound}
                onForget={(device) => dispatch({ type: "trouble", device, trouble: null })}
              >
                {state.wasIn && (
                  <>
                    <OthersHand device="microphone" may={may("publish-audio")} wanted={choice.microphoneOn} />
                    <OthersHand device="camera" may={may("publish-video")} wanted={choice.cameraOn} />
                    <RungPeople call={call} people={missing} left={left} />
                  </>
                )}
                {props.limit && state.wasIn && (
                  <TimeLeft call={call} limit={props.limit} onExtended={props.onExtended} />
                )}
              </Notices>
            </div>
            <div className="shrink-0 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:p-3">
              <Bar
                isConnected={isIn}
                microphone={
                  may("publish-audio")
                    ? { on: isIn ? speaks : choice.microphoneOn, toggle: toggle.microphone }
                    : null
                }
                camera={
                  may("publish-video") ? { on: isIn ? films : choice.cameraOn, toggle: toggle.camera } : null
                }
                screen={
                  may("share-screen") && canShareScreen()
                    ? { on: shares, toggle: () => void controls.toggleScreen() }
                    : null
                }
                shortcuts={shortcuts}
                onPeople={mayMute || mayRemove ? () => setPeopleOpen(true) : null}
                onSettings={() => {
                  devices.refreshLists();
                  setSettingsOpen(true);
                }}
                end={
                  <Leave
                    call={call}
                    mayEnd={mayEnd}
                    onLeave={controls.leave}
                    onEnded={() => dispatch({ type: "ended" })}
                  />
                }
              />
            </div>
          </main>
          <SettingsDialog
            devices={devices}
            wanted={publishableDevices(capabilities)}
            isOpen={isSettingsOpen}
            onOpenChange={setSettingsOpen}
            shortcuts={shortcuts}
            onShortcuts={(on) => {
              rememberShortcuts(on);
              setShortcuts(on);
            }}
            onChoose={(which, id) => void controls.choose(which, id)}
          />
          <PeopleDialog
            call={call}
            here={here}
            mayMute={mayMute}
            mayRemove={mayRemove}
            isOpen={isPeopleOpen}
            onOpenChange={setPeopleOpen}
          />
          <RoomAudioRenderer />
          <Announcer state={state} names={names} />
        </NamesContext>
      </RoomContext.Provider>
    </Surface>
  );
}
