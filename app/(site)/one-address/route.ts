import { env } from "#lib/env.ts";

/** Sends a browser that came under another name to the same page under PUBLIC_URL (proxy.ts leads here). */
export const GET = (request: Request) => {
  const path = request.headers.get("x-bedside-path") ?? "/";
  return new Response(null, {
    status: 307,
    headers: {
      Location: env().PUBLIC_URL + (path.startsWith("/") ? path : "/"),
      "Cache-Control": "no-store",
    },
  });
};
