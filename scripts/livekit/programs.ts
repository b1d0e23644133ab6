import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export const exeSuffix = process.platform === "win32" ? ".exe" : "";

/** Returns the files called `name` on the PATH, then in `folders`. */
export const findOnPath = (name: string, folders: string[] = []) =>
  [...(process.env.PATH ?? "").split(delimiter), ...folders]
    .filter(Boolean)
    .map((folder) => join(folder, name + exeSuffix))
    .filter((file) => existsSync(file));

/** Returns the first version in what a program prints, like [1, 13, 5], or [0] if it doesn't run. */
export function versionOf(program: string, flag: string): number[] {
  const { status, stdout } = spawnSync(program, [flag], { encoding: "utf8", timeout: 20_000 });
  const text = status === 0 ? stdout.match(/\d+(\.\d+)+/)?.[0] : undefined;
  return (text ?? "0").split(".").map(Number);
}

export const isAtLeast = ([major = 0, minor = 0]: number[], [minMajor = 0, minMinor = 0]: number[]) =>
  major > minMajor || (major === minMajor && minor >= minMinor);
