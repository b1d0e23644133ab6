import type { LiveKit } from "#scripts/livekit/start.ts";
import type { Environment } from "#scripts/processes/identity.mjs";
import type { Secrets } from "./secrets.ts";

type Facts = { mode: "demo" | "dev"; address: string; databaseUrl: string; livekit: LiveKit | undefined };

/** Returns the environment of the app: ours, with the demo's own services and secrets on top. */
export const appEnvironment = (
  secrets: Secrets,
  { mode, address, databaseUrl, livekit }: Facts,
): Environment => ({
  ...process.env,
  DATABASE_URL: databaseUrl,
  PUBLIC_URL: address,
  APP_SECRET: secrets.appSecret,
  NEXTAUTH_URL: address,
  NEXTAUTH_SECRET: secrets.appSecret,
  VAPID_PUBLIC_KEY: secrets.vapidPublicKey,
  VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
  VAPID_SUBJECT: process.env.VAPID_SUBJECT || "mailto:clinic@bedside.example",
  DEMO: "1",
  JOBS: "inline",
  NEXT_TELEMETRY_DISABLED: "1",
  NODE_ENV: mode === "demo" ? "production" : "development",
  ...(livekit && {
    LIVEKIT_URL: livekit.url,
    LIVEKIT_API_KEY: secrets.livekitKey,
    LIVEKIT_API_SECRET: secrets.livekitSecret,
  }),
});
