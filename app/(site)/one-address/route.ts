import { env } from "#lib/env";

const own = "/one-address";

/** Sends a browser that came under another name to the same page under PUBLIC_URL (proxy.ts leads here). */
export const GET = (request: Request) => {
  const path = request.headers.get("x-bedside-path") ?? "/";
  const target = path.startsWith(own) || !path.startsWith("/") ? "/" : path;
  return new Response(null, {
    status: 307,
    headers: { Location: env().PUBLIC_URL + target, "Cache-Control": "no-store" },
  });
};
