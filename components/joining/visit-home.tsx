"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Card } from "#components/ui/card.tsx";
import { Facts } from "#components/ui/facts.tsx";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { companyOf } from "./company.ts";
import { HomeActions } from "./home-actions.tsx";
import { usePresenceNews } from "./use-presence-news.ts";
import { VisitFrame } from "./visit-frame.tsx";
import { VisitMembers } from "./visit-members.tsx";
import type { VisitEvent, VisitState } from "./visit-state.ts";
import { VisitTime } from "./visit-time.tsx";
import { WhatHappensNext } from "./what-happens-next.tsx";

type VisitHomeProps = {
  state: VisitState;
  dispatch: (event: VisitEvent) => void;
  zone: string;
  /** The offer to be notified when the visit starts, for those who can't start it. */
  offer?: ReactNode;
};

/** The visit before it begins: with whom, when, what will happen, and the one next step. */
export function VisitHome({ state, dispatch, zone, offer }: VisitHomeProps) {
  const t = useTranslations("joining");
  const tUi = useTranslations("ui");
  const { view, failure } = state;
  const { named, others } = companyOf(view);
  const presence = usePresenceNews(view);
  const isStaff = view.self.role === "clinician" || view.self.role === "assistant";
  return (
    <VisitFrame
      title={named ? t("yourVisitWith", { name: named.name }) : t("yourVisit")}
      lead={t(leadOf(view))}
      actions={<HomeActions state={state} dispatch={dispatch} />}
      after={!view.live && !view.mayStart && offer}
    >
      {failure && <Banner tone="danger">{failure.message ?? tUi("notConnected")}</Banner>}
      <p role="status" className="sr-only">
        {presence}
      </p>
      <Card>
        <Facts
          items={[
            {
              label: t("when"),
              value: view.startsAt && <VisitTime startsAt={view.startsAt} endsAt={view.endsAt} zone={zone} />,
            },
            { label: t("kindOfVisit"), value: view.kind },
            { label: t("with"), value: others.length > 0 && <VisitMembers view={view} /> },
          ]}
        />
      </Card>
      {!isStaff && <WhatHappensNext view={view} />}
    </VisitFrame>
  );
}

const leadOf = ({ live, mayStart, decision }: VisitView) => {
  if (live) return "hasStarted";
  if (mayStart) return "othersJoinWhenYouStart";
  return !decision.ok && decision.code === "TOO_EARLY" ? "earlyGetReady" : "getReady";
};
