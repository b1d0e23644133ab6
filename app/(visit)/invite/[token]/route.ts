import { cookies, headers } from "next/headers";
import { signOutOfBrowser } from "#lib/accounts/server/sign-out.ts";
import { route } from "#lib/boundary.ts";
import { cookieSettingOf } from "#lib/browsers/rules.ts";
import { translatorFor } from "#lib/catalogue.ts";
import { env } from "#lib/env.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { redeemInvite, viewInvite } from "#lib/invites/server.ts";
import { errorKeys } from "#lib/messages.ts";
import { cookieNames, cookieOptions, currentActor } from "#lib/session.ts";
import { cookielessPage } from "./cookieless-page.ts";
import { respond } from "./document.ts";
import { deadLinkPage, invitePage, staffPage, troublePage } from "./pages.ts";
import { wordsFor } from "./words.ts";

type Context = { params: Promise<{ token: string }> };

const wordsOf = (request: Request, account?: string) =>
  wordsFor(account, request.headers.get("accept-language"));

async function refused(code: ErrorCode, status: number) {
  const words = wordsFor(undefined, (await headers()).get("accept-language"));
  if (code === "LINK_EXPIRED") return respond(deadLinkPage(words), 404);
  const sentence = translatorFor(words.locale, "errors")(errorKeys[code]);
  return respond(troublePage(words, sentence), status);
}

/** Otherwise a form on another site could sign this browser in as a patient of its choice. */
const refuseForeignForm = (request: Request) => {
  const origin = request.headers.get("origin");
  const isForeign = origin !== null && origin !== new URL(env().PUBLIC_URL).origin;
  if (isForeign || request.headers.get("sec-fetch-site") === "cross-site") throw new AppError("NOT_ALLOWED");
};

const redirect = (status: 303 | 307, Location: string) =>
  new Response(null, { status, headers: { Location, "Cache-Control": "no-store" } });

/** How long a browser may take to send the form again before it is tested anew. */
const testTimeoutMs = 15_000;

/**
 * Null for a browser that keeps cookies. One without the test cookie gets it and sends the same form again (307); one that
 * still comes back without it sees the page that explains. So no sign-in is wasted.
 */
const testCookies = async (request: Request, token: string): Promise<Response | null> => {
  const jar = await cookies();
  const { test } = cookieNames();
  if (jar.has(test)) return null;
  jar.set(test, "1", cookieOptions());
  const testedAt = Number(new URL(request.url).searchParams.get("tested"));
  if (!(Date.now() - testedAt < testTimeoutMs)) return redirect(307, `/invite/${token}?tested=${Date.now()}`);
  const setting = cookieSettingOf(request.headers.get("user-agent") ?? "");
  return respond(cookielessPage(wordsOf(request), setting, `${env().PUBLIC_URL}/invite/${token}`), 403);
};

/** Opening the link uses nothing up, because mail scanners open links too. */
export const GET = route(async (request: Request, { params }: Context) => {
  const invite = await viewInvite((await params).token);
  return invite ? respond(invitePage(invite, new Date())) : respond(deadLinkPage(wordsOf(request)), 404);
}, refused);

/** Turns the link into a sign-in of this browser; the token leaves the address. */
export const POST = route(async (request: Request, { params }: Context) => {
  refuseForeignForm(request);
  const { token } = await params;
  const invite = await viewInvite(token);
  if (!invite) throw new AppError("LINK_EXPIRED");
  if (invite.state !== "open") return respond(invitePage(invite, new Date()));
  const untested = await testCookies(request, token);
  if (untested) return untested;
  const actor = await currentActor();
  if (actor?.kind === "staff") {
    const form = await request.formData().catch(() => new FormData());
    if (form.get("sign-out") !== "yes") return respond(staffPage(actor.name, invite));
    await signOutOfBrowser(actor);
  }
  const userAgent = request.headers.get("user-agent") ?? "";
  const { secret, expiresAt, type, id } = await redeemInvite({ token, userAgent });
  (await cookies()).set(cookieNames().visit, secret, { ...cookieOptions(), expires: expiresAt });
  return redirect(303, `/visit/${type}/${id}`);
}, refused);
