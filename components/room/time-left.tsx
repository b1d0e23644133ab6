"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { useServerClock } from "#components/ui/countdown.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { useFormats } from "#components/ui/use-formats.ts";
import type { CallRef } from "#lib/access.ts";
import { markAt, minutesLeft } from "./time-left-rules.ts";
import { addedMinutes, useExtension } from "./use-extension.ts";

/** When the visit ends by itself, by the server's clock, which is `aheadMs` ahead of this device's. */
export type Limit = { readonly endsAt: Date; readonly aheadMs: number; readonly mayExtend: boolean };

type TimeLeftProps = { call: CallRef; limit: Limit; onExtended: () => void };

/** Says at five minutes and at one that the visit is about to end. Those who lead it can give it more time. */
export function TimeLeft({ call, limit, onExtended }: TimeLeftProps) {
  const { endsIn, endsInSaid } = useEndsIn();
  const endsAtMs = limit.endsAt.getTime();
  const [mountedAt] = useState(() => Date.now() + limit.aheadMs);
  const [firstEndsAtMs] = useState(endsAtMs);
  const leftMs = endsAtMs - useServerClock(mountedAt);
  const mark = markAt(leftMs);
  const warning = `${endsAtMs} ${mark}`;
  const [dismissed, setDismissed] = useState("");
  /** How much time was left when the warning came. */
  const [told, setTold] = useState({ warning, leftMs });
  if (told.warning !== warning) setTold({ warning, leftMs });
  const dismiss = () => {
    setDismissed(warning);
    focusMain();
  };
  const isShown = dismissed !== warning;
  return (
    <>
      <p role="status" className="sr-only">
        {mark ? endsInSaid(told.leftMs) : ""}
      </p>
      {!mark && endsAtMs > firstEndsAtMs && isShown && (
        <ExtendedBanner endsAt={limit.endsAt} onDismiss={dismiss} />
      )}
      {mark && isShown && (
        <EndingBanner title={endsIn(leftMs)} {...{ call, limit, onExtended }} onDismiss={dismiss} />
      )}
    </>
  );
}

/** As a title, and as a sentence for screen readers. */
const useEndsIn = () => {
  const t = useTranslations("room");
  return {
    endsIn: (leftMs: number) =>
      leftMs <= 0 ? t("timeLeft.aboutToEnd") : t("timeLeft.endsIn", { minutes: minutesLeft(leftMs) }),
    endsInSaid: (leftMs: number) =>
      leftMs <= 0 ? t("timeLeft.aboutToEndSaid") : t("timeLeft.endsInSaid", { minutes: minutesLeft(leftMs) }),
  };
};

function ExtendedBanner({ endsAt, onDismiss }: { endsAt: Date; onDismiss: () => void }) {
  const t = useTranslations("room");
  const { time } = useFormats();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return (
    <Banner tone="success" title={t("timeLeft.extended")} action={<Ok onPress={onDismiss} />}>
      {t("timeLeft.endsAt", { time: time(endsAt, timeZone, "time") })}
    </Banner>
  );
}

type EndingBannerProps = TimeLeftProps & { title: string; onDismiss: () => void };

function EndingBanner({ title, call, limit, onExtended, onDismiss }: EndingBannerProps) {
  const t = useTranslations("room");
  const { hasFailed, isPending, extend } = useExtension(call, onExtended);
  const advice = limit.mayExtend ? "everyoneDisconnected" : "lastWords";
  return (
    <Banner
      tone="warning"
      quiet
      title={title}
      action={
        <>
          {limit.mayExtend && (
            <Button isPending={isPending} onPress={() => void extend()}>
              {t("timeLeft.extendBy", { minutes: addedMinutes })}
            </Button>
          )}
          <Ok onPress={onDismiss} />
        </>
      }
    >
      {t(`timeLeft.${hasFailed ? "notExtended" : advice}`)}
    </Banner>
  );
}

function Ok({ onPress }: { onPress: () => void }) {
  const t = useTranslations("room");
  return (
    <Button variant="secondary" onPress={onPress}>
      {t("ok")}
    </Button>
  );
}
