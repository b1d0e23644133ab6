import { useEffect, useEffectEvent } from "react";
import type { RoomProps } from "./room-props.ts";
import type { RoomState } from "./room-state.ts";

/** Tells the visit's page what only the room knows: it is over, or someone is here whom the page can't name. */
export const useRoomEvents = (props: RoomProps, { phase, here }: RoomState) => {
  const onOut = useEffectEvent(props.onOut);
  useEffect(() => {
    if (phase.at === "out") onOut(phase.why);
  }, [phase]);
  const hasStranger = props.everybody && here.some((who) => props.members.every(({ id }) => id !== who));
  const onStranger = useEffectEvent(props.onStranger);
  useEffect(() => {
    if (hasStranger) onStranger();
  }, [hasStranger]);
};
