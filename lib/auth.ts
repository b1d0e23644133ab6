import "server-only";
import { cookies } from "next/headers.js";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { credentials, knownDeviceCookie, knownDeviceOf, staffSignInSeconds } from "#lib/accounts/rules.ts";
import { endSignInOf } from "#lib/accounts/server/end-sign-in.ts";
import { signIn } from "#lib/accounts/server/sign-in.ts";
import { env, secureCookies } from "./env.ts";
import { isAppError } from "./errors.ts";
import { log } from "./log.ts";
import { cookieNames, cookieOptions } from "./session.ts";

const yearInSeconds = 365 * 24 * 3600;

/** Checks e-mail and password; on success this browser is known from now on (see accounts/rules.ts, bucketOf). */
const authorize = async (given: unknown, userAgent: string) => {
  const parsed = credentials.safeParse(given);
  if (!parsed.success) throw new Error("WRONG_CREDENTIALS");
  const jar = await cookies();
  const device = cookieNames().device;
  const secret = env().APP_SECRET;
  const knownDevice = knownDeviceOf(jar.get(device)?.value, parsed.data.email, secret);
  try {
    const signedIn = await signIn({ ...parsed.data, knownDevice, userAgent });
    if (!knownDevice) {
      const value = knownDeviceCookie(parsed.data.email, secret);
      jar.set(device, value, { ...cookieOptions(), maxAge: yearInSeconds });
    }
    return { id: signedIn.userId, secret: signedIn.secret };
  } catch (error) {
    // next-auth hands the message to the browser, so it is a code and nothing else.
    throw new Error(isAppError(error) ? error.code : "UNAVAILABLE");
  }
};

/** next-auth's options. Its cookie carries a random secret and nothing else that counts: the sign-in is a row. */
export const authOptions = (): NextAuthOptions => {
  process.env.NEXTAUTH_URL = env().PUBLIC_URL;
  return {
    secret: env().APP_SECRET,
    useSecureCookies: secureCookies(),
    session: { strategy: "jwt", maxAge: staffSignInSeconds, updateAge: staffSignInSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: { sessionToken: { name: cookieNames().staff, options: cookieOptions() } },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (given, request) => authorize(given, String(request.headers?.["user-agent"] ?? "")),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) =>
        user && "secret" in user ? { secret: String(user.secret) } : { secret: token.secret },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      // next-auth's own sign-out only takes the cookie away; the row is the sign-in.
      signOut: async ({ token }) => {
        if (typeof token?.secret === "string") await endSignInOf(token.secret);
      },
    },
    logger: {
      error: (code) => log.error("next-auth", { code }),
      warn: (code) => log.warn("next-auth", { code }),
      debug: () => undefined,
    },
  };
};
