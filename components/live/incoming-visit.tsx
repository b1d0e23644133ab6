"use client";

import { Phone, Video } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useId, useState } from "react";
import { Button } from "#components/ui/button";
import { Icon } from "#components/ui/icon";
import { LinkButton } from "#components/ui/link-button";
import { incomingAt, incomingWords, type LiveVisit, visitPath } from "#lib/live/rules";
import { useLiveState } from "./live-provider.tsx";
import { startRinging } from "./ring.ts";

/** The browser's tab says it too, for those who look elsewhere. Puts the page's own title back afterwards. */
const useTitleBadge = (words: string) => {
  useEffect(() => {
    const before = document.title;
    const badged = `(1) ${words}`;
    document.title = badged;
    return () => {
      if (document.title === badged) document.title = before;
    };
  }, [words]);
};

/** How an incoming visit looks; rings and badges the tab as long as it is there. */
export function IncomingVisitCard({ visit, onNotNow }: { visit: LiveVisit; onNotNow: () => void }) {
  const id = useId();
  const words = incomingWords(visit);
  useTitleBadge(words);
  useEffect(() => startRinging(), []);
  return (
    <section
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-words`}
      className="fixed inset-x-3 top-3 z-40 mx-auto flex max-w-md animate-appear flex-col gap-4 rounded-lg border-2 border-accent bg-surface p-gap shadow-overlay sm:top-6 sm:right-6 sm:left-auto sm:mx-0"
    >
      <div className="flex items-start gap-3">
        <span className="mt-1 grid size-11 shrink-0 animate-breathe place-items-center rounded-full bg-accent text-on-accent">
          <Icon of={Phone} />
        </span>
        <div>
          <h2 id={`${id}-title`} className="font-bold text-lg">
            {words}
          </h2>
          <p id={`${id}-words`} className="text-ink-soft">
            {visit.from ? `${visit.from.name} is waiting for you in the visit.` : "You can come in now."}
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-3">
        <LinkButton href={visitPath(visit)} icon={<Icon of={Video} />} className="grow whitespace-nowrap">
          Join now
        </LinkButton>
        <Button variant="secondary" onPress={onNotNow} className="grow whitespace-nowrap">
          Not now
        </Button>
      </div>
      {/* Announced without taking the focus: somebody may be in the middle of a sentence. */}
      <span role="alert" className="sr-only">
        {words}
      </span>
    </section>
  );
}

/**
 * Tells of a visit that somebody else started, on every page but the visit's own. Does not take the focus; "Not now"
 * puts it off for that session. Mount it once inside LiveProvider, before the page's content.
 */
export function IncomingVisit() {
  const state = useLiveState();
  const path = usePathname();
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const visit = incomingAt(state, path, putOff);
  if (!visit) return null;
  return (
    <IncomingVisitCard
      key={visit.sessionId}
      visit={visit}
      onNotNow={() => setPutOff((before) => new Set(before).add(visit.sessionId))}
    />
  );
}
