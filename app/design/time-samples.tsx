import { Countdown, Elapsed } from "#components/ui/countdown.tsx";
import { Time, TimeSpan } from "#components/ui/time.tsx";
import { Chapter, Sample } from "./sample.tsx";

const moment = "2026-11-24T13:30:00Z";
const end = "2026-11-24T13:50:00Z";

export function TimeSamples() {
  const serverNow = Date.now();
  return (
    <Chapter title="Time">
      <Sample title="One moment in several time zones" wide>
        <p>
          <Time at={moment} zone="Europe/Berlin" format="dateTime" withZone />
        </p>
        <p>
          <Time at={moment} zone="America/New_York" locale="en-US" format="dateTime" withZone />
        </p>
        <p>
          <Time at={moment} zone="Asia/Kathmandu" format="short" />, <Time at={moment} zone="Europe/Berlin" />
          , <Time at={moment} zone="Europe/Berlin" format="date" />,{" "}
          <TimeSpan from={moment} to={end} zone="Europe/Berlin" />
        </p>
      </Sample>
      <Sample title="Until and since" wide>
        <p>
          Starts in <Countdown to={serverNow + 12 * 60_000} serverNow={serverNow} />, or in{" "}
          <Countdown to={serverNow + 65_000} serverNow={serverNow} />.
        </p>
        <p>
          Waiting for <Elapsed since={serverNow - 4 * 60_000} serverNow={serverNow} />.
        </p>
      </Sample>
    </Chapter>
  );
}
