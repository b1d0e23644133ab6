import { z } from "zod";
import { pseudoLocales } from "./pseudo-locale.ts";

const secret = z.string().min(32, "needs at least 32 characters");
const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be an address that starts with ${protocols.join(" or ")}`,
  });

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  DATABASE_URL: url(["postgresql:", "postgres:"]),
  PUBLIC_URL: url(["http:", "https:"]).transform((value) => value.replace(/\/+$/, "")),
  APP_SECRET: secret,
  LIVEKIT_URL: url(["ws:", "wss:", "http:", "https:"]).optional(),
  LIVEKIT_API_KEY: z.string().min(1).optional(),
  LIVEKIT_API_SECRET: secret.optional(),
  VAPID_PUBLIC_KEY: z.string().min(1).optional(),
  VAPID_PRIVATE_KEY: z.string().min(1).optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(mailto:|https:)/, "must start with mailto: or https:")
    .optional(),
  PUSH_EXTRA_ORIGINS: z
    .string()
    .default("")
    .transform((value) => value.split(",").filter(Boolean)),
  JOBS: z.enum(["inline", "off"]).default("inline"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  DEMO: z.string().default(""),
  SHOW_DESIGN: z.string().default(""),
  PSEUDO_LOCALE: z.enum(pseudoLocales).optional(),
});

export type Env = z.output<typeof schema>;

const isLoopback = ({ hostname }: URL) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** Over plain http to another computer, sign-in cookies would travel in the clear. */
const isInTheClear = (address: URL) => address.protocol === "http:" && !isLoopback(address);

let known: Env | undefined;

/** The environment, read and checked once. @throws Error with one sentence that names every wrong variable. */
export const env = (): Env => {
  if (known) return known;
  const result = schema.safeParse(process.env);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new Error(`The environment is not complete: ${problems.join("; ")}. See .env.example.`);
  }
  const value = result.data;
  if (value.NODE_ENV === "production" && isInTheClear(new URL(value.PUBLIC_URL))) {
    throw new Error(
      "PUBLIC_URL must start with https: in production, or sign-in cookies would travel in the clear.",
    );
  }
  if (value.NODE_ENV === "production" && value.PSEUDO_LOCALE && !value.DEMO) {
    throw new Error("PSEUDO_LOCALE is for development and tests only.");
  }
  known = value;
  return value;
};

export const pseudoLocale = () => env().PSEUDO_LOCALE;

/** Whether this runs in Next's bundle, not in plain Node (the worker, the seed, tests). */
export const isBundled = () => process.env.NEXT_RUNTIME !== undefined;

/** Never over plain http, not even on localhost, where WebKit would not keep Secure cookies. */
export const secureCookies = () => new URL(env().PUBLIC_URL).protocol === "https:";
