import type { Page } from "./document.ts";
import { facts, type Invite } from "./facts.ts";
import { html } from "./html.ts";
import { type Words, wordsFor } from "./words.ts";

const titleOf = ({ t }: Words, { clinician }: Invite) =>
  clinician ? t("titleWith", { clinician }) : t("title");

function openPage(words: Words, invite: Invite, now: Date): Page {
  const { t } = words;
  const { name } = invite;
  return {
    words,
    title: titleOf(words, invite),
    lead: t("lead", { name }),
    body: html`${facts(words, invite, now)}
<section class="steps"><h2>${t("whatToExpect")}</h2>
<ul>
<li>${t("expectNoAccount")}</li>
<li>${t("expectCheck")}</li>
<li>${t("expectWaiting")}</li>
</ul></section>`,
    actions: html`<form method="post"><button class="button" type="submit">${t("goToVisit")}</button></form>`,
    footer: html`<p>${t("reuse", { name })}</p>`,
  };
}

function overPage(words: Words, invite: Invite, now: Date): Page {
  const { t } = words;
  const { clinician } = invite;
  const state = invite.state === "cancelled" ? "cancelled" : "ended";
  return {
    words,
    title: t(`${state}.title`),
    lead: clinician ? t(`${state}.leadWith`, { clinician }) : t(`${state}.lead`),
    body: html`${facts(words, invite, now)}<p>${t(`${state}.hint`)}</p>`,
  };
}

/** The page of a working link. */
export function invitePage(invite: Invite, now: Date): Page {
  const words = wordsFor(invite.locale);
  return invite.state === "open" ? openPage(words, invite, now) : overPage(words, invite, now);
}

/** The same page for every link that doesn't work, whatever the reason. */
export function deadLinkPage(words: Words): Page {
  const { t } = words;
  return {
    words,
    title: t("notWorking"),
    lead: t("notWorkingLead"),
    body: html`<section class="steps"><h2>${t("whatYouCanDo")}</h2>
<ul>
<li>${t("openNewest")}</li>
<li>${t("copyAll")}</li>
<li>${t("askForLink")}</li>
</ul></section>`,
  };
}

/** Shown when staff are signed in here, since the link's sign-in would take their place. */
export function staffPage(staffName: string, invite: Invite): Page {
  const words = wordsFor(invite.locale);
  const { t } = words;
  const { name } = invite;
  return {
    words,
    title: t("staffTitle", { name: staffName }),
    lead: t("staffLead", { name }),
    body: html`<section class="steps"><h2>${t("whatYouCanDo")}</h2>
<ul>
<li>${t("usePrivateWindow")}</li>
<li>${t("orSignOut", { name })}</li>
</ul></section>`,
    actions: html`<form method="post"><input type="hidden" name="sign-out" value="yes"><button class="button" type="submit">${t("signOutAndContinue")}</button></form>
<a class="button second" href="/">${t("staySignedIn")}</a>`,
  };
}

/** A failure on our side, or a form sent from a page that isn't ours. */
export const troublePage = (words: Words, sentence: string): Page => ({
  words,
  title: words.t("trouble"),
  lead: sentence,
  body: html`<p>${words.t("troubleHint")}</p>`,
});
