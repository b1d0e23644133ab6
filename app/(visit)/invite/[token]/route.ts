import { cookies } from "next/headers";
import { leave } from "#lib/accounts/server/sign-out.ts";
import { route } from "#lib/boundary.ts";
import { env } from "#lib/env.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { redeemInvite, viewInvite } from "#lib/invites/server.ts";
import { messages } from "#lib/messages.ts";
import { cookieNames, cookieOptions, currentActor } from "#lib/session.ts";
import { answer } from "./document.ts";
import { deadLinkPage, invitePage, staffPage, troublePage } from "./words.ts";

type Context = { params: Promise<{ token: string }> };

const refused = (code: ErrorCode, status: number) =>
  code === "LINK_EXPIRED" ? answer(deadLinkPage, 404) : answer(troublePage(messages[code]), status);

/** A form on somebody else's page could otherwise make this browser somebody's patient. */
const refuseForeignForm = (request: Request) => {
  const origin = request.headers.get("origin");
  const isForeign = origin !== null && origin !== new URL(env().PUBLIC_URL).origin;
  if (isForeign || request.headers.get("sec-fetch-site") === "cross-site") throw new AppError("NOT_ALLOWED");
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
  const actor = await currentActor();
  if (actor?.kind === "staff") {
    const form = await request.formData().catch(() => new FormData());
    if (form.get("sign-out") !== "yes") return answer(staffPage(actor.name, invite));
    await leave(actor);
  }
  const userAgent = request.headers.get("user-agent") ?? "";
  const { secret, expiresAt, type, id } = await redeemInvite({ token, userAgent });
  (await cookies()).set(cookieNames().visit, secret, { ...cookieOptions(), expires: expiresAt });
  return new Response(null, {
    status: 303,
    headers: { Location: `/visit/${type}/${id}`, "Cache-Control": "no-store" },
  });
}, refused);
