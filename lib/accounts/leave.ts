import "server-only";
import { cookies } from "next/headers.js";
import type { Actor } from "#lib/access";
import { cookieNames, cookieOptions } from "#lib/session";
import { signOut } from "./server.ts";

/** Ends the sign-in and takes its cookies out of the browser. */
export const leave = async (actor: Actor) => {
  await signOut(actor);
  const jar = await cookies();
  const names = cookieNames();
  // With the attributes it was set with: browsers keep a `__Host-` cookie that is taken away without Secure.
  jar.delete({ name: actor.kind === "staff" ? names.staff : names.visit, ...cookieOptions() });
  return { left: true };
};
