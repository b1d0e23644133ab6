import { type NextRequest, NextResponse } from "next/server.js";
import { env } from "#lib/env.ts";

/** Where the browser finds the video service: the socket, and the same host over http, which livekit-client asks first. */
const videoOrigins = (): string[] => {
  const address = env().LIVEKIT_URL;
  if (!address) return [];
  const { protocol, host } = new URL(address);
  const isSecure = protocol === "wss:" || protocol === "https:";
  // LiveKit Cloud names the nearest of its regions after the first answer.
  const hosts = host.endsWith(".livekit.cloud") ? [host, "*.livekit.cloud"] : [host];
  return hosts.flatMap((one) =>
    isSecure ? [`wss://${one}`, `https://${one}`] : [`ws://${one}`, `http://${one}`],
  );
};

/** Scripts run only with this answer's nonce. `next dev` evaluates code and talks to itself over a socket. */
const policyFor = (nonce: string, host: string) => {
  const isDevelopment = env().NODE_ENV === "development";
  return Object.entries({
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'", "blob:"],
    "connect-src": ["'self'", ...videoOrigins(), ...(isDevelopment ? [`ws://${host}`] : [])],
    "worker-src": ["'self'", "blob:"],
    "object-src": ["'none'"],
    "frame-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  })
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
};

/**
 * Whether the browser used another address than the one that cookies, links and origins are made for. A proxy in front
 * that speaks to us under another name says in X-Forwarded-Host which one it was.
 */
const isElsewhere = (request: NextRequest): boolean => {
  const { host } = new URL(env().PUBLIC_URL);
  const used = [request.headers.get("host"), request.headers.get("x-forwarded-host")];
  return (request.method === "GET" || request.method === "HEAD") && !used.includes(host);
};

/** The same request, answered by the route that knows the one address. */
const toTheOneAddress = (request: NextRequest, headers: Headers) => {
  const address = request.nextUrl.clone();
  address.pathname = "/one-address";
  address.search = "";
  return NextResponse.rewrite(address, { request: { headers } });
};

/** Before every page: the one address, what the page may load, and where it is. Who may see what is not decided here. */
export const proxy = (request: NextRequest) => {
  const { pathname, search } = request.nextUrl;
  // Comes back to us with the path it was asked for.
  if (pathname === "/one-address") return NextResponse.next();
  const headers = new Headers(request.headers);
  headers.set("x-bedside-path", pathname + search);
  // Not a redirect from here: Next takes 127.0.0.1 for localhost, and would send the browser in a circle.
  if (isElsewhere(request)) return toTheOneAddress(request, headers);
  // The invite's page has no script at all, and a stricter policy of its own.
  if (pathname.startsWith("/invite/")) return NextResponse.next({ request: { headers } });
  const policy = policyFor(crypto.randomUUID().replaceAll("-", ""), request.headers.get("host") ?? "");
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
};

export const config = {
  matcher: ["/((?!api/|_next/static/|_next/image|.*\\.(?:js|svg|png|webmanifest|ico|txt|woff2)$).*)"],
};
