"use client";

import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import type { MemberRole } from "#lib/roles.ts";
import { VisitFrame } from "./visit-frame.tsx";
import { When } from "./when.tsx";

type Presence = NonNullable<VisitView["members"][number]["presence"]>;

const roleWords: Record<MemberRole, string> = {
  clinician: "clinician",
  assistant: "assistant",
  patient: "patient",
  companion: "companion",
  interpreter: "interpreter",
  observer: "observer",
};

/** Who else belongs to it, those who lead first; `names` is who the title names. */
const company = ({ members, self, memberCount, everybody }: VisitView) => {
  const others = members.filter(({ id }) => id !== self.id);
  const leads = others.filter(({ role }) => role === "clinician");
  const first = self.role === "clinician" ? others.find(({ role }) => role === "patient") : leads[0];
  const named = first ?? others[0];
  const more = everybody ? 0 : memberCount - members.length;
  return { others, named, more };
};

export const whoWith = (view: VisitView): string | null => company(view).named?.name ?? null;

/** Who is there already, for whoever may start the visit: "Ada Bell is in the waiting room."; null when nobody is. */
export const presenceNews = (view: VisitView): string | null => {
  const { others } = company(view);
  const inside = others.filter(({ presence }) => presence === "inside");
  const there = inside.length > 0 ? inside : others.filter(({ presence }) => presence === "waiting");
  const [first, ...rest] = there.map(({ name }) => name);
  if (!first) return null;
  const who = rest.length > 0 ? `${first} and ${rest.length} more are` : `${first} is`;
  return inside.length > 0 ? `${who} in the visit.` : `${who} in the waiting room.`;
};

/** A line of its own, which is always there: nothing moves when somebody comes. */
function PresenceLine({ of, isOn }: { of: Presence; isOn: boolean }) {
  if (of === "away")
    return <span className="block font-normal text-ink-soft">{isOn ? "not here" : "not here yet"}</span>;
  return <span className="block">{of === "inside" ? "in the visit" : "in the waiting room"}</span>;
}

type HomeProps = {
  view: VisitView;
  zone: string;
  locale: string;
  isPending: boolean;
  failure: string | null;
  /** The offer to be told when it starts, which comes later than the page. */
  offer?: ReactNode;
  onReady: () => void;
  onStart: () => void;
};

/** The visit before it: with whom, when, what will happen, and the one next step. */
export function VisitHome(props: HomeProps) {
  const { view, zone, locale, failure, offer } = props;
  const { others, named, more } = company(view);
  const isStaff = view.self.role === "clinician" || view.self.role === "assistant";
  const title = named ? `Your visit with ${named.name}` : "Your visit";
  return (
    <VisitFrame title={title} lead={leadWords(view)} actions={<Actions {...props} />} after={offer}>
      {failure && <Banner tone="danger">{failure}</Banner>}
      <p role="status" className="sr-only">
        {presenceNews(view)}
      </p>
      <Card>
        <Facts
          items={[
            {
              label: "When",
              value: view.startsAt && (
                <When startsAt={view.startsAt} endsAt={view.endsAt} zone={zone} locale={locale} />
              ),
            },
            { label: "Kind of visit", value: view.kind },
            {
              label: "With",
              value: others.length > 0 && (
                <ul>
                  {others.map(({ id, name, role, presence }) => (
                    <li key={id}>
                      {name}, <span className="font-normal text-ink-soft">{roleWords[role]}</span>
                      {presence && <PresenceLine of={presence} isOn={view.live} />}
                    </li>
                  ))}
                  {more > 0 && (
                    <li className="font-normal text-ink-soft">
                      and {new Intl.NumberFormat(locale).format(more)} others
                    </li>
                  )}
                </ul>
              ),
            },
          ]}
        />
      </Card>
      {!isStaff && <Expect view={view} />}
    </VisitFrame>
  );
}

const leadWords = ({ live, mayStart, decision }: VisitView): string => {
  if (live) return "It has started. You can come in now.";
  if (mayStart) return "The others can come in as soon as you start it.";
  if (!decision.ok && decision.code === "TOO_EARLY") return "You are early. You can get ready now.";
  return "You can get ready now.";
};

function Expect({ view }: { view: VisitView }) {
  const speaks = view.capabilities.includes("publish-audio");
  const films = view.capabilities.includes("publish-video");
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-bold text-lg">What will happen</h2>
      <ol className="flex list-decimal flex-col gap-2 ps-6">
        {speaks && (
          <li>
            We look whether your {films ? "camera and microphone work" : "microphone works"}. Your browser
            asks you: press “Allow”.
          </li>
        )}
        <li>{view.live ? "You go in." : "You wait on this page. When the visit starts, it takes you in."}</li>
        <li>If something breaks off, open this page again. You can always come back.</li>
      </ol>
    </section>
  );
}

function Actions({ view, isPending, onReady, onStart }: HomeProps) {
  if (view.mayStart) {
    return (
      <>
        <form action={() => queueMicrotask(onStart)}>
          <Button full type="submit" isPending={isPending}>
            Start visit
          </Button>
        </form>
        <form action={() => queueMicrotask(onReady)}>
          <Button full type="submit" variant="secondary">
            Check camera and microphone
          </Button>
        </form>
        <LinkButton full variant="quiet" href="/today">
          Go to today
        </LinkButton>
      </>
    );
  }
  return (
    <form action={() => queueMicrotask(onReady)}>
      <Button full type="submit">
        Get ready
      </Button>
    </form>
  );
}
