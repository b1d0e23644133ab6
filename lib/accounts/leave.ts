import "server-only";
import { cookies } from "next/headers.js";
import type { Actor } from "#lib/access";
import { cookieNames } from "#lib/session";
import { signOut } from "./server.ts";

/** Ends the sign-in and takes its cookies out of the browser. */
export const leave = async (actor: Actor) => {
  await signOut(actor);
  const jar = await cookies();
  const names = cookieNames();
  jar.delete(actor.kind === "staff" ? names.staff : names.visit);
  return { left: true };
};
