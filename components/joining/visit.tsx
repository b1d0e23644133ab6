"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { IncomingVisit } from "#components/live/incoming-visit.tsx";
import { Surface } from "#components/ui/surface.tsx";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { DeviceCheck } from "./device-check.tsx";
import { ExitScreen } from "./exit-screen.tsx";
import { JoiningScreen } from "./joining-screen.tsx";
import { loadRoom } from "./load-room.ts";
import { useScreenChange } from "./use-screen-change.ts";
import { useVisit } from "./use-visit.ts";
import { VisitHome } from "./visit-home.tsx";
import { isJoining, screenNow } from "./visit-selectors.ts";
import type { VisitEvent, VisitState } from "./visit-state.ts";
import { WaitingRoom } from "./waiting-room.tsx";

const Room = dynamic(loadRoom, { ssr: false, loading: () => <JoiningScreen /> });

export type VisitProps = {
  initial: VisitView;
  isStaff: boolean;
  /** The person's own. */
  zone: string;
  serverNow: number;
  /** The offer to be notified when the visit starts. */
  offer?: ReactNode;
};

export type ScreenProps = VisitProps &
  Pick<ReturnType<typeof useVisit>, "devices"> & {
    state: VisitState;
    dispatch: (event: VisitEvent) => void;
  };

/** The visit's page: one screen at a time. */
export function Visit(props: VisitProps) {
  const { initial, isStaff, serverNow } = props;
  const { type, id } = initial;
  const visit = useVisit(initial, serverNow);
  const screen = screenNow(visit.state);
  useScreenChange(screen.at);
  const incoming = (
    <IncomingVisit
      own={{ type, id }}
      isGoingIn={isJoining(visit.state)}
      onJoin={() => visit.dispatch({ type: "check-opened" })}
    />
  );
  if (screen.at === "room")
    return (
      <>
        {incoming}
        <RoomScreen {...props} {...visit} />
      </>
    );
  return (
    <Surface audience={isStaff ? "staff" : "patient"}>
      {incoming}
      <ScreenOutside {...props} {...visit} />
    </Surface>
  );
}

function ScreenOutside(props: ScreenProps) {
  const screen = screenNow(props.state);
  switch (screen.at) {
    case "home":
      return <VisitHome {...props} />;
    case "check":
      return <DeviceCheck {...props} />;
    case "waiting":
      return <WaitingRoom {...props} opensAt={screen.opensAt} />;
    case "exit":
      return <ExitScreen {...props} reason={screen.reason} />;
    case "room":
      return null;
  }
}

function RoomScreen({ state, dispatch, devices, isStaff }: ScreenProps) {
  const { view, windowId, entry, takeOver, aheadMs, live } = state;
  if (windowId === null) return <JoiningScreen />;
  const outdated = () => dispatch({ type: "view-outdated" });
  return (
    <Room
      key={entry}
      call={{ type: view.type, id: view.id }}
      windowId={windowId}
      takeOver={takeOver}
      devices={devices}
      audience={isStaff ? "staff" : "patient"}
      capabilities={view.capabilities}
      mayEnd={view.mayEnd}
      limit={view.sessionEndsAt && { endsAt: view.sessionEndsAt, aheadMs, mayExtend: view.mayExtend }}
      members={view.members}
      everybody={view.everybody}
      rung={live.visit?.rung ?? null}
      onStranger={outdated}
      onExtended={outdated}
      onOut={(reason) => dispatch({ type: "room-left", reason })}
    />
  );
}
