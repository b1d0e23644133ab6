import "server-only";
import { cookies } from "next/headers.js";
import type { Actor } from "#lib/access.ts";
import { signOut } from "#lib/accounts/server.ts";
import { cookieNames, cookieOptions } from "#lib/session.ts";

/** Ends the sign-in and takes every sign-in's cookie out of the browser: nobody steps in for the one who left. */
export const leave = async (actor: Actor) => {
  await signOut(actor);
  const jar = await cookies();
  const { staff, visit } = cookieNames();
  // With the attributes it was set with: browsers keep a `__Host-` cookie that is taken away without Secure.
  for (const name of [staff, visit]) jar.delete({ name, ...cookieOptions() });
  return { left: true };
};
