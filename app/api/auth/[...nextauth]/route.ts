import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/auth.ts";
import { route } from "#lib/boundary.ts";
import { textOf } from "#lib/request.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

const serve = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, authOptions());

/** Far more than anybody's e-mail and password. */
const maxBytes = 16 * 1024;

/** next-auth reads the whole body before anything else, so no more of it than a form is long gets there. */
const serveForm = async (request: Request, context: Context) => {
  const { url, method, headers } = request;
  return serve(new NextRequest(url, { method, headers, body: await textOf(request, maxBytes) }), context);
};

export { serve as GET };
export const POST = route(serveForm);
