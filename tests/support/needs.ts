import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Programs that are not ours: where each is, or undefined. */
export type Parts = {
  chromium: string | undefined;
  firefox: string | undefined;
  livekit: string | undefined;
};

const reasons: Record<keyof Parts, string> = {
  chromium: "there is no Chromium here (apt-get install chromium)",
  firefox: "there is no Firefox here (apt-get install firefox-esr)",
  livekit: "there is no LiveKit server here (install Go 1.26 or newer, and `npm test` builds it)",
};

const root = join(import.meta.dirname, "..", "..");

/** A test file and the files of the tests that it imports, as one text. */
const withSupport = (file: string, seen = new Set<string>()): string => {
  if (seen.has(file) || !existsSync(file)) return "";
  seen.add(file);
  const source = readFileSync(file, "utf8");
  const imported = [...source.matchAll(/from "(\.\/|#)((?:tests\/)?[^"]+\.ts)"/g)]
    .filter(([, from, path = ""]) => from === "./" || path.startsWith("tests/"))
    .map(([, from, path = ""]) => join(from === "#" ? root : dirname(file), path));
  return [source, ...imported.map((path) => withSupport(path, seen))].join("\n");
};

/** Why a test file cannot be run here, or "". What it needs it asks for, itself or in what it imports. */
export const whatIsMissing = (file: string, parts: Parts): string => {
  const source = withSupport(file);
  return (Object.keys(reasons) as (keyof Parts)[])
    .filter((part) => !parts[part] && source.includes(`inject("parts").${part}`))
    .map((part) => reasons[part])
    .join(", and ");
};
