import type { MemberRole } from "#lib/roles.ts";

/** What the roles are called on the screen. */
export const roleWords: Record<MemberRole, string> = {
  clinician: "Clinician",
  assistant: "Assistant",
  patient: "Patient",
  companion: "Companion",
  interpreter: "Interpreter",
  observer: "Observer",
};
