"use client";

import { RoomAudioRenderer, RoomContext } from "@livekit/components-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo } from "react";
import { focusMain } from "#components/ui/focus-main.ts";
import { Surface } from "#components/ui/surface.tsx";
import { Announcer } from "./announcer.tsx";
import { NamesContext, namesFrom } from "./names.ts";
import { RoomControls } from "./room-controls.tsx";
import { RoomNotices } from "./room-notices.tsx";
import type { RoomProps } from "./room-props.ts";
import { RoomStage } from "./room-stage.tsx";
import { useRoom } from "./use-room.ts";
import { useRoomEvents } from "./use-room-events.ts";
import { useWakeLock } from "./use-wake-lock.ts";

/** The room: other people large, oneself small, one bar. Everything about the connection is in useRoom. */
export default function Room(props: RoomProps) {
  const t = useTranslations("room");
  const tRoles = useTranslations("roles");
  const connection = useRoom(props);
  const { room, state } = connection;
  useRoomEvents(props, state);
  useWakeLock();
  useEffect(() => {
    // The page that had the focus is gone.
    if (document.activeElement === document.body) focusMain();
  }, []);
  const names = useMemo(() => {
    const roleIn = (identity: string) => room.getParticipantByIdentity(identity)?.attributes["role"];
    return namesFrom(props.members, roleIn, tRoles);
  }, [props.members, room, tRoles]);
  return (
    <Surface audience={props.audience} kind="room" className="h-dvh">
      <RoomContext.Provider value={room}>
        <NamesContext value={names}>
          <main id="main" tabIndex={-1} className="flex h-full flex-col outline-none">
            <h1 className="sr-only">{t("yourVisit")}</h1>
            <div className="relative min-h-0 flex-1">
              <RoomStage {...props} {...connection} />
              <RoomNotices {...props} {...connection} />
            </div>
            <div className="shrink-0 p-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:p-3">
              <RoomControls {...props} {...connection} />
            </div>
          </main>
          <RoomAudioRenderer />
          <Announcer news={state.news} />
        </NamesContext>
      </RoomContext.Provider>
    </Surface>
  );
}
