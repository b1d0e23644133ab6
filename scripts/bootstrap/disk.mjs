import { statfs } from "node:fs/promises";
import { diskFullProblem } from "./problem.mjs";

/**
 * Recognizes a full disk in the output of another program.
 * @param {string} output
 */
export const isDiskFull = (output) => /ENOSPC|No space left on device|disk full/i.test(output);

/** @param {string} path @param {number} megabytes @throws {import("./problem.mjs").Problem} if there is less */
export async function ensureFreeSpace(path, megabytes) {
  const { bavail, bsize } = await statfs(path);
  if (bavail * bsize < megabytes * 1e6) throw diskFullProblem(path);
}
