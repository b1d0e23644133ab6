import { type NextRequest, NextResponse } from "next/server.js";
import { env } from "#lib/env.ts";

/** The video server by socket, and over http, which livekit-client asks first. */
const videoOrigins = (): string[] => {
  const address = env().LIVEKIT_URL;
  if (!address) return [];
  const { protocol, host } = new URL(address);
  const isSecure = protocol === "wss:" || protocol === "https:";
  // LiveKit Cloud redirects to the nearest of its regions.
  const hosts = host.endsWith(".livekit.cloud") ? [host, "*.livekit.cloud"] : [host];
  return hosts.flatMap((one) =>
    isSecure ? [`wss://${one}`, `https://${one}`] : [`ws://${one}`, `http://${one}`],
  );
};

/** Allows scripts with this nonce only. `next dev` also evaluates code and opens a socket to itself. */
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

/** Tells whether the browser used another address than PUBLIC_URL, for which cookies and links are made. */
const isOtherAddress = (request: NextRequest): boolean => {
  const { host } = new URL(env().PUBLIC_URL);
  const hosts = [request.headers.get("host"), request.headers.get("x-forwarded-host")];
  return (request.method === "GET" || request.method === "HEAD") && !hosts.includes(host);
};

/** Lets a route redirect. Doing so here, Next would take 127.0.0.1 for localhost and send the browser in a circle. */
const rewriteToPublicAddress = (request: NextRequest, headers: Headers) => {
  const address = request.nextUrl.clone();
  address.pathname = "/one-address";
  address.search = "";
  return NextResponse.rewrite(address, { request: { headers } });
};

/** Runs before every page: enforces the public address, sets the content security policy and passes on the path. */
export const proxy = (request: NextRequest) => {
  const { pathname, search } = request.nextUrl;
  if (pathname === "/one-address") return NextResponse.next();
  const headers = new Headers(request.headers);
  headers.set("x-bedside-path", pathname + search);
  if (isOtherAddress(request)) return rewriteToPublicAddress(request, headers);
  // The link page has no scripts and sets a stricter policy itself.
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
