import { cookieSteps, isInApp } from "#components/browsers/cookie-steps.ts";
import type { CookieSetting } from "#lib/browsers/rules.ts";
import type { Page } from "./document.ts";
import { type Html, html } from "./html.ts";
import type { Words } from "./words.ts";

const stepsOf = ({ tBrowsers }: Words, setting: CookieSetting) =>
  cookieSteps[setting].map((step) => html`<li>${tBrowsers(step)}</li>`);

const inAppHelp = (words: Words, setting: CookieSetting, link: string): Html =>
  html`<section class="steps"><h2>${words.t("whatYouCanDo")}</h2>
<ul>${stepsOf(words, setting)}</ul>
<label for="link">${words.t("yourLink")}</label><input id="link" readonly value="${link}"></section>`;

const browserHelp = (words: Words, setting: CookieSetting): Html =>
  html`<section class="steps"><h2>${words.t("allowCookies")}</h2>
<ol>${stepsOf(words, setting)}
<li>${words.t("thenTryAgain")}</li></ol></section>
<section class="steps"><h2>${words.t("otherWays")}</h2>
<ul>
<li>${words.t("useRegularWindow")}</li>
<li>${words.t("useAnotherDevice")}</li>
</ul></section>`;

/** For a browser that keeps no cookies, where a sign-in would be lost. `link`: its address, to be copied. */
export function cookielessPage(words: Words, setting: CookieSetting, link: string): Page {
  const { t, tBrowsers } = words;
  const page = isInApp(setting)
    ? { title: t("inApp"), lead: t("inAppLead"), body: inAppHelp(words, setting, link) }
    : { title: tBrowsers("cookiesBlocked"), lead: t("cookiesLead"), body: browserHelp(words, setting) };
  return {
    words,
    ...page,
    // Without the query of the first try, so that cookies are tested again.
    actions: html`<form method="post" action="?"><button class="button" type="submit">${t("tryAgain")}</button></form>`,
    footer: html`<p>${t("callClinic")}</p>`,
  };
}
