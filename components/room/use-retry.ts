import { useEffect } from "react";
import type { OwnTracks } from "./own-tracks.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { RoomAction, RoomState } from "./room-state.ts";

/** Tries to join again after a pause, or as soon as the browser is back online. */
export const useRetry = (
  { phase, attempt }: RoomState,
  own: OwnTracks,
  dispatch: (action: RoomAction) => void,
) => {
  const isPausing = phase.at === "pausing";
  useEffect(() => {
    if (!isPausing) return;
    own.dropScreen();
    const retry = () => dispatch({ type: "retry" });
    const timer = setTimeout(retry, retryDelayMs(attempt));
    addEventListener("online", retry);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", retry);
    };
  }, [isPausing, attempt, own, dispatch]);
};
