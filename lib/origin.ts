import "server-only";
import { headers } from "next/headers.js";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

/** A proxy that passes X-Forwarded-Host on can fool Next's own check. @throws AppError NOT_ALLOWED */
export async function refuseForeignOrigin(): Promise<void> {
  const origin = (await headers()).get("origin");
  if (origin && origin !== new URL(env().PUBLIC_URL).origin) throw new AppError("NOT_ALLOWED");
}

/** A link on another site must not start an audited download. @throws AppError NOT_ALLOWED */
export async function refuseForeignSite(): Promise<void> {
  const site = (await headers()).get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") throw new AppError("NOT_ALLOWED");
}
