import type { Credentials } from "./credentials.ts";

type Facts = { address: string; folder: string; command: string; hasVideo: boolean };

/** Returns the last message of a start: where the demo is, and how to sign in. */
export const readyMessage = (
  { clinician, admin, patientLink }: Credentials,
  { address, folder, command, hasVideo }: Facts,
) => `
Bedside is ready: ${address}

  As a clinician      ${address}/sign-in
                      e-mail    ${clinician.email}
                      password  ${clinician.password}

  As an admin         ${address}/sign-in
                      e-mail    ${admin.email}
                      password  ${admin.password}

  As a patient        ${patientLink}
                      No account needed. Use another browser or a private window.
${hasVideo ? "" : "\nThere is no video server, so visits have no video or sound. Everything else works.\n"}
Press Ctrl-C to stop. Your data stays in ${folder}.
To start over: ${command} -- --reset
Logs: ${folder}/logs
`;
