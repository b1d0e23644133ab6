"use client";

import { PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { endCallAction } from "#lib/calls/actions.ts";

export function EndCall({ type, id, isLive }: { type: string; id: string; isLive: boolean }) {
  const t = useTranslations("calls");
  return (
    <AskButton
      variant="secondary"
      icon={<Icon of={PhoneOff} />}
      title={t("endQuestion")}
      confirm={t("endCall")}
      cancel={t("keepCall")}
      danger
      action={endCallAction}
      values={{ type, id }}
      toast={t("ended")}
      question={isLive ? t("endLiveConsequences") : t("endConsequences")}
    >
      {t("endCall")}
    </AskButton>
  );
}
