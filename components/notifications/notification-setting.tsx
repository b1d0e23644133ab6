"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { BlockedHelp } from "./blocked-help.tsx";
import { useNotifications } from "./use-notifications.ts";

/**
 * Turns notifications on and off on this device, and sends a test.
 * @param publicKey from `notificationSetup`; null unless push is set up
 */
export function NotificationSetting({ publicKey }: { publicKey: string | null }) {
  const t = useTranslations("notifications");
  const { state, result, isPending, turnOn, turnOff, sendTrial } = useNotifications(publicKey);
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-start gap-3" aria-live="polite">
        <Icon of={state === "on" ? BellRing : state === "off" ? Bell : BellOff} size="1.5em" />
        <span>{t(`state.${state}`)}</span>
      </p>
      {state === "blocked" && <BlockedHelp />}
      {result && <Banner tone={result.tone}>{result.text}</Banner>}
      {state === "off" && (
        <Button variant="secondary" onPress={turnOn} isPending={isPending} className="self-start">
          {t("turnOn")}
        </Button>
      )}
      {state === "on" && (
        <div className="flex flex-wrap gap-3">
          <Button variant="secondary" onPress={sendTrial} isPending={isPending}>
            {t("sendTest")}
          </Button>
          <Button variant="quiet" onPress={turnOff} isDisabled={isPending}>
            {t("turnOff")}
          </Button>
        </div>
      )}
    </div>
  );
}
