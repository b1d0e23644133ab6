import { formatsFor } from "#lib/formats.ts";
import type { viewInvite } from "#lib/invites/server.ts";
import { placeOf } from "#lib/times/rules/name-zones.ts";
import { onTheClock } from "#lib/times/rules.ts";
import { type Html, html } from "./html.ts";
import type { Words } from "./words.ts";

export type Invite = NonNullable<Awaited<ReturnType<typeof viewInvite>>>;

const dayMs = 86_400_000;

function dayOf({ t, locale }: Words, { timeZone }: Invite, startsAt: Date, now: Date) {
  const date = formatsFor(locale).time(startsAt, timeZone, "date");
  const dateOf = (at: Date) => onTheClock(at, timeZone).date;
  if (dateOf(startsAt) === dateOf(now)) return t("today", { date });
  return dateOf(startsAt) === dateOf(new Date(now.getTime() + dayMs)) ? t("tomorrow", { date }) : date;
}

function when(words: Words, invite: Invite, startsAt: Date, now: Date): Html {
  const { t, locale } = words;
  const { timeZone, endsAt } = invite;
  const formats = formatsFor(locale);
  const time = (at: Date) => formats.time(at, timeZone);
  const day = dayOf(words, invite, startsAt, now);
  const span = endsAt
    ? t("fromTo", { day, from: time(startsAt), to: time(endsAt) })
    : t("from", { day, time: time(startsAt) });
  const zone = t("zone", { zone: formats.zoneName(startsAt, timeZone), place: placeOf(timeZone) });
  return html`<div><dt>${t("when")}</dt><dd><time datetime="${startsAt.toISOString()}">${span}</time><span>${zone}</span></dd></div>`;
}

/** When the visit is, with whom and for whom, in the person's own zone. */
export const facts = (words: Words, invite: Invite, now: Date): Html =>
  html`<dl>
${invite.startsAt ? when(words, invite, invite.startsAt, now) : null}
${invite.clinician ? html`<div><dt>${words.t("with")}</dt><dd>${invite.clinician}</dd></div>` : null}
<div><dt>${words.t("for")}</dt><dd>${invite.name}</dd></div>
</dl>`;
