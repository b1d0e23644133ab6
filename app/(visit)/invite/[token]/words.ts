import { cookieSteps, cookiesBlocked, isInApp } from "#components/browsers/cookie-words.ts";
import { englishOr } from "#lib/accounts/server/find-home.ts";
import type { CookieSetting } from "#lib/browsers/rules.ts";
import { formatTime, zoneName } from "#lib/formats.ts";
import type { viewInvite } from "#lib/invites/server.ts";
import { onTheClock, placeOf } from "#lib/times/rules.ts";
import type { Page } from "./document.ts";
import { type Html, html } from "./html.ts";

type Invite = NonNullable<Awaited<ReturnType<typeof viewInvite>>>;

const inZone = (invite: Invite, options: Intl.DateTimeFormatOptions) => (at: Date) =>
  new Intl.DateTimeFormat(englishOr(invite.locale), { ...options, timeZone: invite.timeZone }).format(at);

const dayOf = (invite: Invite, startsAt: Date, now: Date) => {
  const year = inZone(invite, { year: "numeric" });
  const date = inZone(invite, {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(year(startsAt) !== year(now) && { year: "numeric" }),
  })(startsAt);
  const on = (at: Date) => onTheClock(at, invite.timeZone).date;
  if (on(startsAt) === on(now)) return `Today, ${date}`;
  return on(startsAt) === on(new Date(now.getTime() + 86_400_000)) ? `Tomorrow, ${date}` : date;
};

const when = (invite: Invite, startsAt: Date, now: Date): Html => {
  const time = (at: Date) => formatTime(at, invite.timeZone, englishOr(invite.locale), "time");
  return html`<div><dt>When</dt><dd><time datetime="${startsAt.toISOString()}">${dayOf(invite, startsAt, now)}, ${time(startsAt)}</time>${invite.endsAt ? html` to ${time(invite.endsAt)}` : null}<span>${zoneName(startsAt, invite.timeZone, englishOr(invite.locale))}, the time in ${placeOf(invite.timeZone)}</span></dd></div>`;
};

const facts = (invite: Invite, now: Date): Html =>
  html`<dl>
${invite.startsAt ? when(invite, invite.startsAt, now) : null}
${invite.clinician ? html`<div><dt>With</dt><dd>${invite.clinician}</dd></div>` : null}
<div><dt>For</dt><dd>${invite.name}</dd></div>
</dl>`;

const withWhom = (invite: Invite) => (invite.clinician ? ` with ${invite.clinician}` : "");

const enter = (label: string) =>
  html`<form method="post"><button class="button" type="submit">${label}</button></form>`;

const openPage = (invite: Invite, now: Date): Page => ({
  title: `Your visit${withWhom(invite)}`,
  lead: `Hello ${invite.name}. This visit takes place on your screen, from where you are.`,
  body: html`${facts(invite, now)}
<section class="steps"><h2>What to expect</h2>
<ul>
<li>You need no account, and nothing to install.</li>
<li>First you can try your sound and your picture. A camera helps, but you can do without.</li>
<li>Then you wait on the page. It lets you in by itself when the visit starts.</li>
</ul></section>`,
  actions: enter("Go to my visit"),
  footer: html`<p>You can use this link again, also after you closed the page. Keep it to yourself: it is yours alone. If you are not ${invite.name}, please tell the clinic.</p>`,
});

const overPage = (invite: Invite, now: Date): Page =>
  invite.state === "cancelled"
    ? {
        title: "This visit was cancelled",
        lead: `Your visit${withWhom(invite)} will not take place. There is nothing you need to do here.`,
        body: html`${facts(invite, now)}<p>Please call the clinic if you want a new time, or if this surprises you.</p>`,
      }
    : {
        title: "This visit has ended",
        lead: `Thank you for coming. Your visit${withWhom(invite)} is over.`,
        body: html`${facts(invite, now)}<p>If you were not finished, or have a question, please call the clinic.</p>`,
      };

/** What a working link's page says. */
export const invitePage = (invite: Invite, now: Date): Page =>
  invite.state === "open" ? openPage(invite, now) : overPage(invite, now);

/** Said alike for every link that does not work, whatever the reason. */
export const deadLinkPage: Page = {
  title: "This link does not work",
  lead: "You have done nothing wrong. The link may be old, or a piece of it may be missing.",
  body: html`<section class="steps"><h2>What you can do</h2>
<ul>
<li>Open the newest message from your clinic, and press the link in that one.</li>
<li>If you copied the link, make sure that you copied all of it.</li>
<li>Call your clinic and ask for a fresh link. It takes them a moment.</li>
</ul></section>`,
};

/** Asked when the browser belongs to staff right now: the link would take their place in it. */
export const staffPage = (staffName: string, invite: Invite): Page => ({
  title: `This browser is signed in as ${staffName}`,
  lead: `The link is for ${invite.name}. One browser can only be one of you.`,
  body: html`<section class="steps"><h2>What you can do</h2>
<ul>
<li>Open the link in a private window, or in another browser.</li>
<li>Or sign out here, and go on as ${invite.name}.</li>
</ul></section>`,
  actions: html`<form method="post"><input type="hidden" name="sign-out" value="yes"><button class="button" type="submit">Sign out and continue</button></form>
<a class="button second" href="/">Stay signed in</a>`,
});

const inAppHelp = (setting: CookieSetting, link: string): Html =>
  html`<section class="steps"><h2>What you can do</h2>
<ul>${cookieSteps[setting].map((step) => html`<li>${step}</li>`)}</ul>
<label for="link">Your link</label><input id="link" readonly value="${link}"></section>`;

const browserHelp = (setting: CookieSetting): Html =>
  html`<section class="steps"><h2>How to allow cookies</h2>
<ol>${cookieSteps[setting].map((step) => html`<li>${step}</li>`)}
<li>Come back here and press “Try again”.</li></ol></section>
<section class="steps"><h2>Other ways in</h2>
<ul>
<li>If this is a private window, open your link in a regular one.</li>
<li>You can also use another browser, phone or computer.</li>
</ul></section>`;

/** For a browser that keeps no cookies, which a sign-in would be lost on. `link`: its address, to be copied. */
export const cookielessPage = (setting: CookieSetting, link: string): Page => ({
  ...(isInApp(setting)
    ? {
        title: "Open your link in your browser",
        lead: "You opened it inside another app, where we can’t let you in. Your link still works.",
        body: inAppHelp(setting, link),
      }
    : {
        title: cookiesBlocked,
        lead: "We need one cookie to let you into your visit. Your link still works.",
        body: browserHelp(setting),
      }),
  // Without the query this page came by, so that the browser is tested anew.
  actions: html`<form method="post" action="?"><button class="button" type="submit">Try again</button></form>`,
  footer: html`<p>If you can’t get in, please call your clinic.</p>`,
});

/** Something on our side, or a form sent from a page that is not ours. */
export const troublePage = (sentence: string): Page => ({
  title: "That did not work",
  lead: sentence,
  body: html`<p>Open the link from your message again in a moment. If it happens again, please call the clinic.</p>`,
});
