import { homedir } from "node:os";
import { join } from "node:path";
import { Problem } from "#scripts/bootstrap/problem.mjs";
import { findOnPath, isAtLeast, versionOf } from "./programs.ts";

const minVersion = [1, 26];
const usualFolders = [
  "/usr/local/go/bin",
  "/usr/lib/go/bin",
  "/opt/homebrew/bin",
  "/snap/bin",
  join(homedir(), "go", "bin"),
];

/** Returns a Go that is new enough to build LiveKit. @throws {Problem} saying what to install */
export function findGo(folders = usualFolders): string {
  let foundVersion = "";
  for (const file of findOnPath("go", folders)) {
    const version = versionOf(file, "version");
    if (isAtLeast(version, minVersion)) return file;
    foundVersion ||= version.join(".");
  }
  throw new Problem(
    `Building the video server (LiveKit) needs Go ${minVersion.join(".")} or newer, but ` +
      `${foundVersion ? `this machine has Go ${foundVersion}` : "Go isn't installed"}. ` +
      "Install it from https://go.dev/dl, then try again. You can also put a livekit-server on the PATH, " +
      "or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET.",
  );
}
