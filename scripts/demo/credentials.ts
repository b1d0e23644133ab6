import { readFileSync } from "node:fs";
import { Problem } from "#scripts/bootstrap/problem.mjs";

type Login = { email: string; password: string };
/** How to sign in to the demo, as prisma/seed.ts writes it. */
export type Credentials = { clinician: Login; admin: Login; patientLink: string };

export function readCredentials(file: string): Credentials {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Problem(`Can't read ${file}. Delete it, then try again.`);
  }
}
