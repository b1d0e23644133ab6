import "server-only";
import { headers } from "next/headers.js";
import { env } from "./env.ts";
import { AppError } from "./errors.ts";

/**
 * Next's own check can be fooled by a proxy that passes X-Forwarded-Host on; PUBLIC_URL can't. Actions call this by themselves,
 * routes that change something call it first.
 * @throws AppError NOT_ALLOWED
 */
export async function refuseForeignOrigin(): Promise<void> {
  const origin = (await headers()).get("origin");
  if (origin && origin !== new URL(env().PUBLIC_URL).origin) throw new AppError("NOT_ALLOWED");
}

/**
 * For audited downloads: a link on another site must not make anyone download a file.
 * @throws AppError NOT_ALLOWED
 */
export async function refuseForeignSite(): Promise<void> {
  const site = (await headers()).get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") throw new AppError("NOT_ALLOWED");
}
