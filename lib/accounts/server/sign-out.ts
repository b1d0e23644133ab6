import "server-only";
import { cookies } from "next/headers.js";
import type { Actor } from "#lib/access.ts";
import { cookieNames, cookieOptions } from "#lib/session.ts";
import { signOut } from "./end-sign-in.ts";

export async function signOutOfBrowser(actor: Actor) {
  await signOut(actor);
  const jar = await cookies();
  const { staff, visit } = cookieNames();
  // Browsers keep a `__Host-` cookie unless it is deleted with the attributes it was set with.
  for (const name of [staff, visit]) jar.delete({ name, ...cookieOptions() });
  return { left: true };
}
