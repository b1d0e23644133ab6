import { expect, test } from "vitest";
import { readerLocale } from "#lib/locale.ts";

test.each([
  ["the account's, if it is English", "en-US", "en-GB", "en-US"],
  ["else the browser's", "de-DE", "en-US,en;q=0.9", "en-US"],
  ["the browser's without an account", undefined, "en-AU", "en-AU"],
  ["the one that is wanted most", undefined, "de, en-IE;q=0.4, en-CA;q=0.7", "en-CA"],
  ["British, if English has no country", undefined, "en", "en-GB"],
  ["British, if no English is wanted", undefined, "fr-FR, *;q=0.1", "en-GB"],
  ["British, if nothing is known", undefined, null, "en-GB"],
  ["without anything else that the tag says", "en-us-u-hc-h12", null, "en-US"],
  ["British for nonsense", "en-", "en_US;;;,q=", "en-GB"],
])("a reader's locale is %s", (_which, account, acceptLanguage, locale) => {
  expect(readerLocale(account, acceptLanguage)).toBe(locale);
});
