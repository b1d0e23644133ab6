"use client";

import { usePathname, useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { CallRef } from "#lib/access.ts";
import {
  incomingOf,
  type LiveState,
  type LiveVisit,
  noticeAt,
  ringEndOf,
  visitTag,
} from "#lib/live/rules.ts";
import { IncomingVisitCard, RingEndCard, VisitNoticeCard } from "./incoming-cards.tsx";
import { useLiveState } from "./live-provider.tsx";

/** Closes the system notifications of a visit that no longer rings. */
const closeNotifications = async (ref: CallRef) => {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const one of (await registration?.getNotifications({ tag: visitTag(ref) })) ?? []) one.close();
};

const isSame = (a: CallRef, b: CallRef) => a.type === b.type && a.id === b.id;

/** The ring this window showed, and how it ended. `end` is null while it rings, and once answered here or read. */
const useHeard = (state: LiveState, ringing: LiveVisit | null) => {
  const [heard, setHeard] = useState<LiveVisit | null>(null);
  const [answered, setAnswered] = useState<string | null>(null);
  if (ringing && ringing.ring?.id !== heard?.ring?.id) setHeard(ringing);
  const now = heard && (state.visits.find((visit) => isSame(visit, heard)) ?? null);
  const isSameRing = now?.ring?.id === heard?.ring?.id;
  const end = heard && state.status !== "ended" ? ringEndOf(isSameRing ? now : null) : null;
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
 * Rings on every page while the person is being rung, shows how the ring ended, and mentions live visits quietly. Never takes
 * the focus. Mount it once inside LiveProvider, before the page's content. On a visit's own page `own` names the visit,
 * `isGoingIn` means that the person is already joining, and `onJoin` joins.
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
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const isOwn = (visit: CallRef | null) => own !== undefined && visit !== null && isSame(own, visit);
  const incoming = incomingOf(state);
  // A person already joining needs no card: the page answers for them.
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
  const notice = noticeAt(state, path, dismissed);
  if (notice) {
    return (
      <VisitNoticeCard
        key={`${notice.sessionId} ${notice.ring?.id}`}
        visit={notice}
        onNotNow={() => {
          forget();
          setDismissed((before) => new Set(before).add(notice.sessionId));
        }}
      />
    );
  }
  return end && !(isGoingIn && isOwn(heard)) ? <RingEndCard end={end} onRead={forget} /> : null;
}
