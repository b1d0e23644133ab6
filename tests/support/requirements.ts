import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WebKit } from "#scripts/test/browsers.ts";

/** The external programs that tests need: the path of each, or undefined if it is not installed. */
export type Programs = {
  chromium: string | undefined;
  firefox: string | undefined;
  webkit: WebKit | undefined;
  livekit: string | undefined;
};

const reasons: Record<keyof Programs, string> = {
  chromium: "Chromium is not installed (apt-get install chromium)",
  firefox: "Firefox is not installed (apt-get install firefox-esr)",
  webkit: "WebKit is not installed (apt-get install webkit2gtk-driver xvfb imagemagick)",
  livekit: "the LiveKit server is not installed (install Go 1.26 or newer, and `npm test` builds it)",
};

const root = join(import.meta.dirname, "..", "..");

const importedBy = (file: string, source: string) =>
  [...source.matchAll(/from "(?:(\.[^"]+)|#(tests\/[^"]+))"/g)].map(([, near = "", path]) =>
    path ? join(root, path) : join(dirname(file), near),
  );

/** The source of a test file and of all that it imports from `tests/`, as one text. */
const sourceWithImports = (file: string, seen = new Set<string>()): string => {
  if (seen.has(file) || !existsSync(file)) return "";
  seen.add(file);
  const source = readFileSync(file, "utf8");
  return [source, ...importedBy(file, source).map((path) => sourceWithImports(path, seen))].join("\n");
};

/** Why a test file cannot run here, or "". A file needs every program that it, or what it imports, injects. */
export const missingPrograms = (file: string, programs: Programs): string => {
  const source = sourceWithImports(file);
  return (Object.keys(reasons) as (keyof Programs)[])
    .filter((program) => !programs[program] && source.includes(`inject("programs").${program}`))
    .map((program) => reasons[program])
    .join(", and ");
};
