"use client";

import { Phone, PhoneMissed, PhoneOff, Video } from "lucide-react";
import { type ReactNode, useEffect, useId, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import type { CallRef } from "#lib/access.ts";
import { incomingWords, type LiveVisit, type RingEnd, visitPath } from "#lib/live/rules.ts";
import { acceptRingAction, declineRingAction } from "#lib/rings/actions.ts";
import type { DeclineReason } from "#lib/rings/rules.ts";
import { startRinging } from "./ring.ts";

/** The browser's tab says it too, for those who look elsewhere. Puts the page's own title back afterwards. */
const useTitleBadge = (words: string) => {
  useEffect(() => {
    const badged = `(1) ${words}`;
    let own = document.title;
    const badge = () => {
      if (document.title === badged || document.title === "") return;
      own = document.title;
      document.title = badged;
    };
    badge();
    // A page that is made again while it rings brings its own title along.
    const watching = new MutationObserver(badge);
    watching.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      watching.disconnect();
      if (document.title === badged) document.title = own;
    };
  }, [words]);
};

/** A card over the page, out of the way of what is being done there. */
function Floating({
  title,
  text,
  sign,
  isLoud,
  children,
}: {
  title: string;
  text: string;
  sign: ReactNode;
  isLoud?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-words`}
      className={`fixed inset-x-3 top-3 z-40 mx-auto flex max-w-md animate-appear flex-col gap-4 rounded-lg bg-surface p-gap text-ink shadow-overlay sm:top-6 sm:end-6 sm:start-auto sm:mx-0 ${isLoud ? "border-2 border-accent" : "border border-line-strong"}`}
    >
      <div className="flex items-start gap-3">
        <span
          className={`mt-1 grid size-11 shrink-0 place-items-center rounded-full ${isLoud ? "animate-breathe bg-accent text-on-accent" : "bg-sunken text-ink"}`}
        >
          {sign}
        </span>
        <div className="min-w-0 break-words">
          <h2 id={`${id}-title`} className="font-bold text-lg">
            {title}
          </h2>
          <p id={`${id}-words`} className="text-ink-soft">
            {text}
          </p>
        </div>
      </div>
      {children}
      {/* Announced without taking the focus: somebody may be in the middle of a sentence. */}
      <span role={isLoud ? "alert" : "status"} className="sr-only">
        {title}
      </span>
    </section>
  );
}

const reasons: readonly { id: DeclineReason; label: string }[] = [
  { id: "busy-now", label: "I am busy now" },
  { id: "call-later", label: "Call me later" },
  { id: "cannot-talk", label: "I cannot talk here" },
  { id: "other", label: "No reason" },
];

const notConnected = "You are not connected. Try again in a moment.";

/** How being rung looks, with its answers. */
export function RingingCard({
  visit,
  failure,
  isPending,
  onJoin,
  onDecline,
}: {
  visit: LiveVisit;
  failure: string | null;
  isPending: boolean;
  onJoin: () => void;
  onDecline: (reason: DeclineReason) => void;
}) {
  const caller = visit.ring?.by ?? visit.from;
  return (
    <Floating
      isLoud
      title={incomingWords(visit)}
      text={caller ? `${caller.name} is waiting for you in the visit.` : "You can come in now."}
      sign={<Icon of={Phone} />}
    >
      {failure && (
        <p role="alert" className="text-danger">
          {failure}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button
          onPress={onJoin}
          isPending={isPending}
          icon={<Icon of={Video} />}
          className="grow whitespace-nowrap"
        >
          Join now
        </Button>
        <Menu
          label="Why not now?"
          trigger={
            <Button variant="secondary" icon={<Icon of={PhoneOff} />} className="grow whitespace-nowrap">
              Decline
            </Button>
          }
          items={reasons.map(({ id, label }) => ({ id, label, onAction: () => onDecline(id) }))}
        />
      </div>
    </Floating>
  );
}

/** Somebody is being rung in this window: rings and badges the tab as long as it is there, and takes the answer. */
export function IncomingVisitCard({
  visit,
  onAnswer,
  onJoin,
}: {
  visit: LiveVisit;
  /** This very window answers; with `false` the answer was not taken. */
  onAnswer: (isTaken: boolean) => void;
  onJoin: (path: string) => void;
}) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const ref: CallRef = { type: visit.type, id: visit.id };
  useTitleBadge(incomingWords(visit));
  useEffect(() => startRinging(), []);
  // Answers are noted before they are sent, and outside the transition: the news of one may overtake the action's own end.
  const join = () => {
    onAnswer(true);
    startTransition(async () => {
      // Coming in answers as well, so whatever this says the way is free.
      await acceptRingAction(ref).catch(() => null);
      onJoin(visitPath(visit));
    });
  };
  const decline = (reason: DeclineReason) => {
    onAnswer(true);
    startTransition(async () => {
      const answer = await declineRingAction({ ...ref, reason }).catch(() => null);
      if (answer?.ok) return;
      onAnswer(false);
      setFailure(answer?.message ?? notConnected);
    });
  };
  return (
    <RingingCard visit={visit} failure={failure} isPending={isPending} onJoin={join} onDecline={decline} />
  );
}

/** A visit that is on, without any ringing: it did not ring, or the ring was missed. */
export function VisitNoticeCard({ visit, onNotNow }: { visit: LiveVisit; onNotNow: () => void }) {
  const isMissed = visit.ring?.state === "missed";
  const caller = visit.ring?.by ?? visit.from;
  const who = caller ? `${caller.name} is in the visit.` : "The visit is on.";
  return (
    <Floating
      title={incomingWords(visit)}
      text={`${who} You can still come in.`}
      sign={<Icon of={isMissed ? PhoneMissed : Video} />}
    >
      <div className="flex flex-wrap gap-3">
        <LinkButton href={visitPath(visit)} className="grow whitespace-nowrap">
          Join now
        </LinkButton>
        <Button variant="secondary" onPress={onNotNow} className="grow whitespace-nowrap">
          Not now
        </Button>
      </div>
    </Floating>
  );
}

/** Long enough to be read twice, short enough not to stand on a forgotten screen for ever. */
const endShownMs = 30_000;

/** How a ring ended that this window showed, without anybody answering here. */
export function RingEndCard({ end, onRead }: { end: RingEnd; onRead: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onRead, endShownMs);
    return () => clearTimeout(timer);
  }, [onRead]);
  return (
    <Floating title={end.title} text={end.text} sign={<Icon of={PhoneOff} />}>
      <Button variant="secondary" onPress={onRead}>
        OK
      </Button>
    </Floating>
  );
}
