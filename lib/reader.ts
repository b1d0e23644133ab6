import "server-only";
import { headers } from "next/headers.js";
import { cache } from "react";
import { readerLocale } from "./locale.ts";
import { currentActor } from "./session.ts";

/** Who reads the response, for dates and numbers. */
export type Reader = { readonly locale: string; readonly timeZone: string };

/** Without a database there is still an error page to show. */
const actorIfKnown = () => currentActor().catch(() => null);

/** From the account, else from the browser. Without an account the zone is UTC, and no page shows a time. */
export const currentReader = cache(async (): Promise<Reader> => {
  const acceptLanguage = (await headers()).get("accept-language");
  const actor = await actorIfKnown();
  return { locale: readerLocale(actor?.locale, acceptLanguage), timeZone: actor?.timeZone ?? "UTC" };
});
