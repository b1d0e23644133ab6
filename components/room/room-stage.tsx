import { Track } from "livekit-client";
import { RingTheOthers } from "#components/rings/ring-the-others.tsx";
import { absentRung } from "./absent.ts";
import { EmptyRoom } from "./empty-room.tsx";
import type { RoomPartProps } from "./room-props.ts";
import { SelfView } from "./self-view.tsx";
import { Stage } from "./stage.tsx";
import { useIsPublishing } from "./use-publication.ts";

/** The others, or the wait for them, and oneself in a corner. */
export function RoomStage({ room, state, capabilities, everybody, members, ...props }: RoomPartProps) {
  const me = room.localParticipant;
  const isSharing = useIsPublishing(me, Track.Source.ScreenShare);
  const others = members.filter(({ id }) => id !== me.identity);
  const [first, second] = others;
  const isRinging = absentRung(props.rung, state).some((person) => person.state === "ringing");
  const canRing = capabilities.includes("ring") && everybody && others.length > 0 && props.rung && !isRinging;
  const canBeSeen = capabilities.includes("publish-video") || capabilities.includes("publish-audio");
  return (
    <>
      {state.here.length > 0 || isSharing ? (
        <Stage poor={state.poor} everybody={everybody} />
      ) : (
        <EmptyRoom
          state={state}
          name={first && !second ? first.name : null}
          action={canRing && <RingTheOthers call={props.call} />}
        />
      )}
      {state.wasIn && canBeSeen && <SelfView />}
    </>
  );
}
