import { type Translator, translatorFor } from "#lib/catalogue.ts";
import { readerLocale } from "#lib/locale.ts";

/** How this page speaks to its reader: the person of the link if known, else whoever the browser says. */
export type Words = {
  readonly locale: string;
  readonly t: Translator<"linkPage">;
  readonly tBrowsers: Translator<"browsers">;
};

export function wordsFor(account?: string, acceptLanguage?: string | null): Words {
  const locale = readerLocale(account, acceptLanguage);
  return { locale, t: translatorFor(locale, "linkPage"), tBrowsers: translatorFor(locale, "browsers") };
}
