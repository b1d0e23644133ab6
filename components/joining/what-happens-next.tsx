import { useTranslations } from "next-intl";
import type { VisitView } from "#lib/joining/server/view-visit.ts";

export function WhatHappensNext({ view }: { view: VisitView }) {
  const t = useTranslations("joining");
  const speaks = view.capabilities.includes("publish-audio");
  const films = view.capabilities.includes("publish-video");
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-bold text-lg">{t("whatWillHappen")}</h2>
      <ol className="flex list-decimal flex-col gap-2 ps-6">
        {speaks && <li>{t(films ? "checkCameraAndMicrophone" : "checkMicrophone")}</li>}
        <li>{t(view.live ? "youWillJoin" : "youWillWait")}</li>
        <li>{t("ifCutOff")}</li>
      </ol>
    </section>
  );
}
