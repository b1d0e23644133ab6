"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { useLiveState } from "./live-provider.tsx";

/** A short loss is nobody's business. */
const delayMs = 4_000;

function AfterAWhile({ children }: { children: ReactNode }) {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), delayMs);
    return () => clearTimeout(timer);
  }, []);
  return isLong ? children : null;
}

/** Says in words when the page hears no news any more, and what the person can do; nothing while all is well. */
export function ConnectionNote() {
  const { status } = useLiveState();
  if (status === "ended") {
    return (
      <Banner
        tone="warning"
        title="You are signed out"
        action={<LinkButton href="/sign-in">Sign in</LinkButton>}
      >
        Your sign-in has ended, here or from elsewhere. Sign in again to go on.
      </Banner>
    );
  }
  if (status !== "reconnecting") return null;
  return (
    <AfterAWhile>
      <Banner tone="warning" title="No connection to Bedside right now">
        We keep trying. What you see here may be a little old.
      </Banner>
    </AfterAWhile>
  );
}
