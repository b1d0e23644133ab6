"use client";

import { Phone, PhoneMissed, PhoneOff, Video } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import type { CallRef } from "#lib/access.ts";
import { headlineOf, type LiveVisit, type RingEnd, visitPath } from "#lib/live/rules.ts";
import { acceptRingAction, declineRingAction } from "#lib/rings/actions.ts";
import type { DeclineReason } from "#lib/rings/rules.ts";
import { FloatingCard } from "./floating-card.tsx";
import { startRinging } from "./ring.ts";
import { useTitleBadge } from "./use-title-badge.ts";

/** In their order. Not imported: the rules of rings would bring zod, 40 kB, to the patient's page. */
const declineReasons = Object.keys({
  "busy-now": true,
  "call-later": true,
  "cannot-talk": true,
  other: true,
} satisfies Record<DeclineReason, true>) as DeclineReason[];

/** The card of a ring, with its answers. */
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
  const t = useTranslations("live");
  const caller = visit.ring?.by ?? visit.from;
  return (
    <FloatingCard
      isLoud
      title={headlineOf(t, visit)}
      text={caller ? t("callerWaits", { name: caller.name }) : t("canJoin")}
      icon={<Icon of={Phone} />}
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
          {t("joinNow")}
        </Button>
        <Menu
          label={t("whyNotNow")}
          trigger={
            <Button variant="secondary" icon={<Icon of={PhoneOff} />} className="grow whitespace-nowrap">
              {t("decline")}
            </Button>
          }
          items={declineReasons.map((id) => ({
            id,
            label: t(`declineReason.${id}`),
            onAction: () => onDecline(id),
          }))}
        />
      </div>
    </FloatingCard>
  );
}

/** Rings and marks the tab while mounted, and sends the answer. */
export function IncomingVisitCard({
  visit,
  onAnswer,
  onJoin,
}: {
  visit: LiveVisit;
  /** Called when this window answers, and with `false` when the answer failed. */
  onAnswer: (isTaken: boolean) => void;
  onJoin: (path: string) => void;
}) {
  const t = useTranslations("live");
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const ref: CallRef = { type: visit.type, id: visit.id };
  useTitleBadge(headlineOf(t, visit));
  useEffect(() => startRinging(), []);
  // Noted before sending and outside the transition, because the live update may arrive before the action returns.
  const join = () => {
    onAnswer(true);
    startTransition(async () => {
      // Joining also answers the ring, so a failure here does not matter.
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
      setFailure(answer?.message ?? t("offline"));
    });
  };
  return (
    <RingingCard visit={visit} failure={failure} isPending={isPending} onJoin={join} onDecline={decline} />
  );
}

/** A live visit that did not ring, or whose ring was missed. */
export function VisitNoticeCard({ visit, onNotNow }: { visit: LiveVisit; onNotNow: () => void }) {
  const t = useTranslations("live");
  const isMissed = visit.ring?.state === "missed";
  const caller = visit.ring?.by ?? visit.from;
  return (
    <FloatingCard
      title={headlineOf(t, visit)}
      text={caller ? t("inVisit", { name: caller.name }) : t("visitOpen")}
      icon={<Icon of={isMissed ? PhoneMissed : Video} />}
    >
      <div className="flex flex-wrap gap-3">
        <LinkButton href={visitPath(visit)} className="grow whitespace-nowrap">
          {t("joinNow")}
        </LinkButton>
        <Button variant="secondary" onPress={onNotNow} className="grow whitespace-nowrap">
          {t("notNow")}
        </Button>
      </div>
    </FloatingCard>
  );
}

const endShownMs = 30_000;

/** How a ring ended that was not answered in this window. */
export function RingEndCard({ end, onRead }: { end: RingEnd; onRead: () => void }) {
  const t = useTranslations("live");
  useEffect(() => {
    const timer = setTimeout(onRead, endShownMs);
    return () => clearTimeout(timer);
  }, [onRead]);
  return (
    <FloatingCard title={t(`end.${end}.title`)} text={t(`end.${end}.text`)} icon={<Icon of={PhoneOff} />}>
      <Button variant="secondary" onPress={onRead}>
        {t("ok")}
      </Button>
    </FloatingCard>
  );
}
