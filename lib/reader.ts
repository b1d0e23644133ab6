import "server-only";
import { headers } from "next/headers.js";
import { cache } from "react";
import { readerLocale } from "./locale.ts";
import { currentActor } from "./session.ts";

/** Who reads the answer to this request: where their dates and numbers come from. */
export type Reader = { readonly locale: string; readonly timeZone: string };

/** Without a database there is still a page to show, which says so. */
const actorIfKnown = () => currentActor().catch(() => null);

/** The reader by their account, else by their browser; without an account the zone is UTC, and no page shows a time. */
export const currentReader = cache(async (): Promise<Reader> => {
  const acceptLanguage = (await headers()).get("accept-language");
  const actor = await actorIfKnown();
  return { locale: readerLocale(actor?.locale, acceptLanguage), timeZone: actor?.timeZone ?? "UTC" };
});
