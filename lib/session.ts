import "server-only";
import { cookies, headers } from "next/headers.js";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import { hashOfSecret } from "#lib/accounts/rules.ts";
import * as accounts from "#lib/accounts/store.ts";
import type { Actor } from "./access.ts";
import { env, secureCookies } from "./env.ts";
import { AppError } from "./errors.ts";

/** `test` only shows that the browser keeps cookies. The `__Host-` prefix ties a cookie to this host over TLS. */
export const cookieNames = () => {
  const prefix = secureCookies() ? "__Host-" : "";
  return {
    staff: `${prefix}bedside-staff`,
    visit: `${prefix}bedside-visit`,
    device: `${prefix}bedside-device`,
    test: `${prefix}bedside-test`,
  };
};

export const cookieOptions = () =>
  ({ httpOnly: true, secure: secureCookies(), sameSite: "lax", path: "/" }) as const;

const staffSecret = async (): Promise<string | null> => {
  const jar = await cookies();
  const req = { headers: await headers(), cookies: jar } as unknown as Parameters<typeof getToken>[0]["req"];
  const name = cookieNames().staff;
  const token = await getToken({
    req,
    secret: env().APP_SECRET,
    cookieName: name,
    secureCookie: secureCookies(),
  });
  return typeof token?.secret === "string" ? token.secret : null;
};

const toActor = (signIn: accounts.LiveSignIn): Actor => {
  const { user, member } = signIn;
  return {
    userId: user.id,
    role: user.role,
    name: user.name,
    timeZone: user.timeZone,
    locale: user.locale,
    teamIds: user.teams.map((team) => team.teamId),
    signInId: signIn.id,
    kind: signIn.kind,
    boundTo: member && { type: member.callType, id: member.callId },
  } as unknown as Actor;
};

const actorBySecret = async (secret: string | null | undefined): Promise<Actor | null> => {
  if (!secret) return null;
  const signIn = await accounts.liveSignIn(hashOfSecret(secret), new Date());
  return signIn && toActor(signIn);
};

/** Staff by next-auth's cookie, else a patient by their link's. Null at once when the sign-in is no longer valid. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const staff = await actorBySecret(await staffSecret());
  if (staff) return staff;
  return actorBySecret((await cookies()).get(cookieNames().visit)?.value);
});

/** Whether the link's cookie is there, valid or not. */
export const cameByLink = async (): Promise<boolean> => (await cookies()).has(cookieNames().visit);

/** @throws AppError SIGN_IN_REQUIRED, or LINK_EXPIRED for a browser whose link no longer works */
export const requireActor = async (): Promise<Actor> => {
  const actor = await currentActor();
  if (actor) return actor;
  throw new AppError((await cameByLink()) ? "LINK_EXPIRED" : "SIGN_IN_REQUIRED");
};

/** The ids of these sign-ins that are still valid, for streams that outlive their first request. */
export const stillSignedIn = async (actors: readonly Actor[]): Promise<ReadonlySet<string>> =>
  new Set(await accounts.liveAmong([...new Set(actors.map(({ signInId }) => signInId))], new Date()));

const noSignIn = "00000000-0000-0000-0000-000000000000";

/** An actor without a request, for the seed and tests. @throws AppError NOT_FOUND */
export const actorOf = async (userId: string): Promise<Actor> => {
  const user = await accounts.userForActor(userId);
  if (!user) throw new AppError("NOT_FOUND");
  return toActor({ id: noSignIn, kind: "staff", user, member: null });
};

/** Looked up anew, so that a lost role counts. Null for an unknown or inactive account. */
export const actorForJob = async (userId: string): Promise<Actor | null> => {
  const user = await accounts.userForActor(userId);
  return user && toActor({ id: noSignIn, kind: "staff", user, member: null });
};

/** For tests of use cases. */
export const actorOfLink = async (secret: string): Promise<Actor | null> => actorBySecret(secret);
