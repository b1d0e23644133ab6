import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "#lib/auth";

type Context = { params: Promise<{ nextauth: string[] }> };

const serve = (request: NextRequest, context: Context) => NextAuth(request, context, authOptions());

export { serve as GET, serve as POST };
