import { readFileSync } from "node:fs";
import { Problem } from "./progress.mjs";

/**
 * @typedef {object} WaysIn what prisma/seed.ts writes
 * @property {{ email: string, password: string }} clinician
 * @property {{ email: string, password: string }} admin
 * @property {string} patientLink
 */

/** @param {string} file @returns {WaysIn} */
export function readWaysIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Problem(`${file} is damaged: delete it, then start again.`);
  }
}

/**
 * The last words of a start: the address, and three ways to sign in.
 * @param {string} address
 * @param {WaysIn} ways
 * @param {{ folder: string, command: string, video: boolean }} about
 */
export const waysIn = (address, { clinician, admin, patientLink }, { folder, command, video }) => `
Bedside is ready: ${address}

  As a clinician      ${address}/sign-in
                      e-mail    ${clinician.email}
                      password  ${clinician.password}

  As an admin         ${address}/sign-in
                      e-mail    ${admin.email}
                      password  ${admin.password}

  As a patient        ${patientLink}
                      no account needed; open it in another browser or a private window
${video ? "" : "\nThere is no video server: everything works but the visit's room itself.\n"}
Ctrl-C stops everything. The data stays in ${folder}; “${command} -- --reset” starts over.
Logs: ${folder}/logs
`;
