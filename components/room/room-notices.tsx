import { Track } from "livekit-client";
import { useDevices } from "#components/devices/use-devices.ts";
import { RungPeople } from "#components/rings/rung-people.tsx";
import { absentRung } from "./absent.ts";
import { MutedByOthers } from "./muted-by-others.tsx";
import { Notices } from "./notices.tsx";
import type { RoomPartProps } from "./room-props.ts";
import { TimeLeft } from "./time-left.tsx";
import { useIsPublishing } from "./use-publication.ts";

/** Everything said above the pictures: what is wrong first, then what others did, who was rung, and how much time is left. */
export function RoomNotices({ room, state, dispatch, call, devices, capabilities, ...props }: RoomPartProps) {
  const { choice } = useDevices(devices);
  const films = useIsPublishing(room.localParticipant, Track.Source.Camera);
  const left = state.news.flatMap(({ kind, who }) => (kind === "went" && who ? [who] : []));
  return (
    <Notices
      state={state}
      films={films}
      onStopCamera={() => void props.toggle("camera")}
      onStartSound={props.startSound}
      onDismiss={(device) => dispatch({ type: "trouble", device, trouble: null })}
    >
      {state.wasIn && (
        <>
          <MutedByOthers
            device="microphone"
            isAllowed={capabilities.includes("publish-audio")}
            wanted={choice.microphoneOn}
          />
          <MutedByOthers
            device="camera"
            isAllowed={capabilities.includes("publish-video")}
            wanted={choice.cameraOn}
          />
          <RungPeople call={call} people={absentRung(props.rung, state)} left={left} />
          {props.limit && <TimeLeft call={call} limit={props.limit} onExtended={props.onExtended} />}
        </>
      )}
    </Notices>
  );
}
