"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { CallRef } from "#lib/access.ts";
import { endWords, incomingOf, type LiveState, type LiveVisit, noticeAt, visitTag } from "#lib/live/rules.ts";
import { IncomingVisitCard, RingEndCard, VisitNoticeCard } from "./incoming-cards.tsx";
import { useLiveState } from "./live-provider.tsx";

/** What the system still shows about a visit that rings no more goes away. */
const closeNotifications = async (ref: CallRef) => {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const one of (await registration?.getNotifications({ tag: visitTag(ref) })) ?? []) one.close();
};

const isSame = (a: CallRef, b: CallRef) => a.type === b.type && a.id === b.id;

/** The ring that this window showed, and how it ended: null while it rings, or when it was answered here or has been read. */
const useHeard = (state: LiveState, ringing: LiveVisit | null) => {
  const [heard, setHeard] = useState<LiveVisit | null>(null);
  const [answered, setAnswered] = useState<string | null>(null);
  if (ringing && ringing.ring?.id !== heard?.ring?.id) setHeard(ringing);
  const now = heard && (state.visits.find((visit) => isSame(visit, heard)) ?? null);
  const isSameRing = now?.ring?.id === heard?.ring?.id;
  const end = heard && state.status !== "ended" ? endWords(isSameRing ? now : null) : null;
  const isOver = end !== null;
  useEffect(() => {
    if (heard && isOver) closeNotifications(heard).catch(() => undefined);
  }, [heard, isOver]);
  const isAnsweredHere = heard !== null && heard.ring?.id === answered;
  return {
    heard,
    end: isAnsweredHere ? null : end,
    forget: () => setHeard(null),
    answer: (ringId: string | null) => setAnswered(ringId),
  };
};

/**
 * Rings on every page while the person is being rung, says how it ended where it rang, and tells quietly of a visit that
 * is on without ringing. Does not take the focus. Mount it once inside LiveProvider, before the page's content. On a
 * visit's own page `own` names it, `isGoingIn` says that the person is on the way in already, and `onJoin` takes them there.
 */
export function IncomingVisit({
  own,
  isGoingIn = false,
  onJoin,
}: {
  own?: CallRef;
  isGoingIn?: boolean;
  onJoin?: () => void;
}) {
  const state = useLiveState();
  const path = usePathname();
  const router = useRouter();
  const [putOff, setPutOff] = useState<ReadonlySet<string>>(new Set());
  const isOwn = (visit: CallRef | null) => own !== undefined && visit !== null && isSame(own, visit);
  const incoming = incomingOf(state);
  // Whoever is on the way in needs no card; the page answers for them.
  const ringing = isGoingIn && isOwn(incoming) ? null : incoming;
  const { heard, end, forget, answer } = useHeard(state, ringing);

  if (ringing) {
    return (
      <IncomingVisitCard
        key={ringing.ring?.id}
        visit={ringing}
        onAnswer={(isTaken) => answer(isTaken ? (ringing.ring?.id ?? null) : null)}
        onJoin={(href) => (isOwn(ringing) && onJoin ? onJoin() : router.push(href))}
      />
    );
  }
  const notice = noticeAt(state, path, putOff);
  if (notice) {
    return (
      <VisitNoticeCard
        key={`${notice.sessionId} ${notice.ring?.id}`}
        visit={notice}
        onNotNow={() => {
          forget();
          setPutOff((before) => new Set(before).add(notice.sessionId));
        }}
      />
    );
  }
  return end && !(isGoingIn && isOwn(heard)) ? <RingEndCard end={end} onRead={forget} /> : null;
}
