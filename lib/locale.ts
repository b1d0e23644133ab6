const defaultLocale = "en-GB";

/** `en-US` out of "en-us-u-hc-h12"; null for other languages, and for "en" alone, which names no country. */
const englishOf = (tag: string): string | null => {
  const region = /^en-([a-z]{2}|\d{3})\b/i.exec(tag.trim())?.[1];
  return region ? `en-${region.toUpperCase()}` : null;
};

const weightOf = (entry: string) => Number(/;\s*q=([\d.]+)/.exec(entry)?.[1] ?? 1);

/** The languages of an Accept-Language header, most preferred first. */
const languagesOf = (header: string) =>
  header
    .split(",")
    .toSorted((a, b) => weightOf(b) - weightOf(a))
    .map((entry) => entry.replace(/;.*/, ""));

/** BCP 47: the account's if it is English, else the first English that the browser prefers, else `en-GB`. */
export const readerLocale = (account?: string, acceptLanguage?: string | null): string =>
  [account ?? "", ...languagesOf(acceptLanguage ?? "")].map(englishOf).find((one) => one !== null) ??
  defaultLocale;
