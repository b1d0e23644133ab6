import { cookies } from "next/headers";
import { signOutOfBrowser } from "#lib/accounts/server/sign-out.ts";
import { route } from "#lib/boundary.ts";
import { cookieSettingOf } from "#lib/browsers/rules.ts";
import { env } from "#lib/env.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { redeemInvite, viewInvite } from "#lib/invites/server.ts";
import { messages } from "#lib/messages.ts";
import { cookieNames, cookieOptions, currentActor } from "#lib/session.ts";
import { answer } from "./document.ts";
import { cookielessPage, deadLinkPage, invitePage, staffPage, troublePage } from "./words.ts";

type Context = { params: Promise<{ token: string }> };

const refused = (code: ErrorCode, status: number) =>
  code === "LINK_EXPIRED" ? answer(deadLinkPage, 404) : answer(troublePage(messages[code]), status);

/** A form on somebody else's page could otherwise make this browser somebody's patient. */
const refuseForeignForm = (request: Request) => {
  const origin = request.headers.get("origin");
  const isForeign = origin !== null && origin !== new URL(env().PUBLIC_URL).origin;
  if (isForeign || request.headers.get("sec-fetch-site") === "cross-site") throw new AppError("NOT_ALLOWED");
};

const redirect = (status: 303 | 307, Location: string) =>
  new Response(null, { status, headers: { Location, "Cache-Control": "no-store" } });

/** How long a browser may take to send the form again, in milliseconds; after that it is asked anew. */
const testTimeoutMs = 15_000;

/**
 * Null for a browser that keeps cookies, tested before a sign-in is spent on it: a browser without the test cookie is
 * given one and sends the same form again (307). One that still comes without it is told.
 */
const testCookies = async (request: Request, token: string): Promise<Response | null> => {
  const jar = await cookies();
  const { test } = cookieNames();
  if (jar.has(test)) return null;
  jar.set(test, "1", cookieOptions());
  const testedAt = Number(new URL(request.url).searchParams.get("tested"));
  if (!(Date.now() - testedAt < testTimeoutMs)) return redirect(307, `/invite/${token}?tested=${Date.now()}`);
  const setting = cookieSettingOf(request.headers.get("user-agent") ?? "");
  return answer(cookielessPage(setting, `${env().PUBLIC_URL}/invite/${token}`), 403);
};

/** The link's page. Opening it uses nothing up: mail scanners open links, too. */
export const GET = route(async (_request: Request, { params }: Context) => {
  const invite = await viewInvite((await params).token);
  return invite ? answer(invitePage(invite, new Date())) : answer(deadLinkPage, 404);
}, refused);

/** The page's button: the link becomes a sign-in of this browser, and its token leaves the address. */
export const POST = route(async (request: Request, { params }: Context) => {
  refuseForeignForm(request);
  const { token } = await params;
  const invite = await viewInvite(token);
  if (!invite) throw new AppError("LINK_EXPIRED");
  if (invite.state !== "open") return answer(invitePage(invite, new Date()));
  const untested = await testCookies(request, token);
  if (untested) return untested;
  const actor = await currentActor();
  if (actor?.kind === "staff") {
    const form = await request.formData().catch(() => new FormData());
    if (form.get("sign-out") !== "yes") return answer(staffPage(actor.name, invite));
    await signOutOfBrowser(actor);
  }
  const userAgent = request.headers.get("user-agent") ?? "";
  const { secret, expiresAt, type, id } = await redeemInvite({ token, userAgent });
  (await cookies()).set(cookieNames().visit, secret, { ...cookieOptions(), expires: expiresAt });
  return redirect(303, `/visit/${type}/${id}`);
}, refused);
