"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { preconnect } from "react-dom";
import { createDevices } from "#components/devices/devices-store.ts";
import { IncomingVisit } from "#components/live/incoming-visit.tsx";
import { useLive } from "#components/live/live-provider.tsx";
import type { RoomProps } from "#components/room/room.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Surface } from "#components/ui/surface.tsx";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { acceptRingAction } from "#lib/rings/actions.ts";
import { DeviceCheck } from "./device-check.tsx";
import { Entering } from "./entering.tsx";
import { rememberReady, wasReady } from "./stage-memory.ts";
import { Stopped } from "./stopped.tsx";
import { useSettled } from "./use-settled.ts";
import { useStart } from "./use-start.ts";
import { useView } from "./use-view.ts";
import { presenceNews, VisitHome, whoWith } from "./visit-home.tsx";
import { afterCheck, type Stage, type Stop, screenOf, stopFor } from "./visit-screen.ts";
import { WaitingRoom } from "./waiting-room.tsx";
import { windowMark } from "./window-mark.ts";

// LiveKit's client is as large as the rest of the page: it comes when somebody gets ready to go in.
const loadRoom = () => import("#components/room/room.tsx");
const Room = dynamic(loadRoom, { ssr: false, loading: () => <Entering /> });

export type VisitProps = {
  initial: VisitView;
  isStaff: boolean;
  /** The person's own zone and locale. */
  zone: string;
  locale: string;
  serverNow: number;
  /** The offer to be told when it starts. */
  offer?: ReactNode;
};

const startedNews = "The visit has started. Go in when you are ready.";

type OutReason = Parameters<RoomProps["onOut"]>[0];

/** The screen after the room; null where the visit is not on (any more), which the waiting room deals with. */
const stopAfter = (why: OutReason): Stop | null => {
  if (why === "left" || why === "ended" || why === "evicted" || why === "other-device") return why;
  return why === "WAITING" || why === "TOO_EARLY" ? null : (stopFor(why) ?? "no-video");
};

/** Whoever was put out and finds no way in any more was taken out: theirs is no old link. */
const stopIn = (stop: Stop | null, gone: Stop | null): Stop | null => {
  const hasNoWayIn = gone === "link-expired" || gone === "gone";
  return stop === "evicted" && hasNoWayIn ? "removed" : (gone ?? stop);
};

/** The visit's page: one screen at a time, chosen by screenOf from what the app and this window say. */
export function Visit({ initial, isStaff, zone, locale, serverNow, offer }: VisitProps) {
  const { type, id } = initial;
  const call = `${type}:${id}`;
  const { view, gone, reload, aheadMs } = useView(initial, serverNow);
  const [stage, setStage] = useState<Stage>("home");
  const [stop, setStop] = useState<Stop | null>(null);
  const [takeOver, setTakeOver] = useState(false);
  /** Each entry is a room of its own. */
  const [entry, setEntry] = useState(0);
  const [mark, setMark] = useState<string | null>(null);
  const [devices] = useState(() => createDevices(publishableDevices(initial), call));
  const screen = screenOf({ ...view, stage, stop: stopIn(stop, gone) });
  useSettled(screen.at);
  const waits = screen.at === "waiting" && screen.opensAt === null;
  const { changes, visit, status } = useLive(view, waits);

  const goTo = useCallback(
    (next: Stage) => {
      rememberReady(call, next === "ready");
      setStop(null);
      setStage(next);
      scrollTo(0, 0);
    },
    [call],
  );
  const { start, isStarting, failure } = useStart(view, reload);

  useEffect(() => {
    if (wasReady(call)) setStage("ready");
    void windowMark().then(setMark);
    return () => devices.close();
  }, [call, devices]);
  const onChange = useEffectEvent(() => {
    // The first news is only the state that the page was made from, unless it changed in between.
    if (changes > 1 || (changes === 1 && (visit !== null) !== view.live)) void reload();
  });
  useEffect(() => {
    if (changes > 0) onChange();
  }, [changes]);
  const onSignedOut = useEffectEvent(reload);
  useEffect(() => {
    // No more news come after it, not even of the change that ended the sign-in.
    if (status === "ended") void onSignedOut();
  }, [status]);
  useEffect(() => {
    if (stage === "home") return;
    void loadRoom();
    if (view.videoOrigin) preconnect(view.videoOrigin);
  }, [stage, view.videoOrigin]);
  const needsDevices = screen.at === "check" || screen.at === "waiting" || screen.at === "room";
  useEffect(() => {
    if (!needsDevices) devices.close();
  }, [needsDevices, devices]);

  const isTimeUp = screen.at === "stopped" && screen.why === "time-up";
  useEffect(() => {
    if (!isTimeUp) return;
    // Kept: when it is started again, nobody is taken in who was told that they can close the page.
    setStop("time-up");
    rememberReady(call, false);
  }, [isTimeUp, call]);

  const shown = useRef(screen.at);
  useEffect(() => {
    // Another screen is another page to whoever hears it or goes through it by keyboard.
    if (shown.current !== screen.at) focusMain();
    shown.current = screen.at;
  }, [screen.at]);

  const onOut = (why: OutReason) => {
    setTakeOver(false);
    setStop(stopAfter(why));
    if (why === "left" || why === "ended") rememberReady(call, false);
    void reload().then(() => setEntry((before) => before + 1));
  };
  const onReturn = () => {
    setTakeOver(stop === "other-device");
    if (gone) void reload();
    if (stop === "time-up" && !view.live) void startAgain();
    else goTo("ready");
  };
  const onward = async () => {
    if (view.mayStart && !view.live && !(await start())) return;
    goTo("ready");
  };
  const startAgain = async () => goTo(view.mayStart && (await start()) ? "ready" : "home");

  const isGoingIn = stage !== "home" && screen.at !== "stopped";
  const rings = visit?.ring?.state === "ringing" && !visit.connected;
  useEffect(() => {
    // Whoever is at the door already has answered; the way in is on the screen.
    if (rings && isGoingIn) void acceptRingAction({ type, id }).catch(() => null);
  }, [rings, isGoingIn, type, id]);
  const incoming = <IncomingVisit own={{ type, id }} isGoingIn={isGoingIn} onJoin={() => goTo("check")} />;

  if (screen.at === "room") {
    if (mark === null) return <Entering />;
    return (
      <>
        {incoming}
        <Room
          key={entry}
          call={{ type: view.type, id: view.id }}
          mark={mark}
          takeOver={takeOver}
          devices={devices}
          audience={isStaff ? "staff" : "patient"}
          capabilities={view.capabilities}
          mayEnd={view.mayEnd}
          limit={view.sessionEndsAt && { endsAt: view.sessionEndsAt, aheadMs, mayExtend: view.mayExtend }}
          members={view.members}
          everybody={view.everybody}
          rung={visit?.rung ?? null}
          onStranger={reload}
          onExtended={reload}
          onOut={onOut}
        />
      </>
    );
  }
  return (
    <Surface audience={isStaff ? "staff" : "patient"}>
      {incoming}
      {screen.at === "stopped" && (
        <Stopped
          why={screen.why}
          isStaff={isStaff}
          canReturn={view.live}
          mayStart={view.mayStart}
          appointmentPath={view.endsAt && `/appointments/${view.id}`}
          onReturn={onReturn}
        />
      )}
      {screen.at === "home" && (
        <VisitHome
          view={view}
          zone={zone}
          locale={locale}
          isPending={isStarting}
          failure={failure}
          offer={!view.live && !view.mayStart && offer}
          onReady={() => goTo("check")}
          onStart={() => void start().then((started) => started && goTo("check"))}
        />
      )}
      {screen.at === "check" && (
        <DeviceCheck
          devices={devices}
          onward={afterCheck(view)}
          news={presenceNews(view) ?? (view.live && !isStaff ? startedNews : null)}
          isPending={isStarting}
          onDone={() => void onward()}
        />
      )}
      {screen.at === "waiting" && (
        <WaitingRoom
          who={whoWith(view)}
          opensAt={screen.opensAt}
          serverNow={serverNow}
          locale={locale}
          status={status}
          devices={devices}
          onCheckAgain={() => goTo("check")}
          onDue={reload}
        />
      )}
    </Surface>
  );
}

const publishableDevices = ({ capabilities }: VisitView) => [
  ...(capabilities.includes("publish-video") ? (["camera"] as const) : []),
  ...(capabilities.includes("publish-audio") ? (["microphone"] as const) : []),
];
