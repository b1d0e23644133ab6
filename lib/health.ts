import "server-only";
import { listRooms, videoConfigured } from "./livekit.ts";

/** "ok", or what is wrong with the video service. */
export const videoHealth = async (): Promise<"ok" | string> => {
  if (!videoConfigured()) return "not configured";
  return listRooms().then(
    () => "ok",
    () => "no answer",
  );
};
