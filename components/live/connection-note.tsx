"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useLiveState } from "./live-provider.tsx";

/** Short interruptions aren't worth mentioning. */
const delayMs = 4_000;

function AfterAWhile({ children }: { children: ReactNode }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), delayMs);
    return () => clearTimeout(timer);
  }, []);
  return isLong ? children : null;
}

/** Tells the person when the page no longer gets live updates. */
export function ConnectionNote() {
  const t = useTranslations("live");
  const { status } = useLiveState();
  if (status === "ended") {
    return (
      <Banner
        tone="warning"
        title={t("signedOut")}
        action={<LinkButton href="/sign-in">{t("signIn")}</LinkButton>}
      >
        {t("signedOutHint")}
      </Banner>
    );
  }
  if (status !== "reconnecting") return null;
  return (
    <AfterAWhile>
      <Banner tone="warning" title={t("noConnection")}>
        {t("noConnectionHint")}
      </Banner>
    </AfterAWhile>
  );
}
