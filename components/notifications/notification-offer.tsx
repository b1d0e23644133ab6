"use client";

import { BellRing } from "lucide-react";
import { useTranslations } from "next-intl";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { BlockedHelp } from "./blocked-help.tsx";
import { useNotifications } from "./use-notifications.ts";

/**
 * Offers patients to be told on this device when the visit starts. Shows nothing where that isn't possible.
 * @param publicKey from `notificationSetup`; null unless push is set up
 */
export function NotificationOffer({ publicKey }: { publicKey: string | null }) {
  const t = useTranslations("notifications");
  const { state, result, isPending, turnOn } = useNotifications(publicKey);
  if (state === "on") {
    return (
      <p role="status" className="flex items-start gap-3">
        <Icon of={BellRing} size="1.5em" />
        {t("offerOn")}
      </p>
    );
  }
  if (state === "blocked") {
    return (
      <section className="flex flex-col gap-2">
        <p>{t("offerBlocked")}</p>
        <BlockedHelp />
      </section>
    );
  }
  if (state !== "off") return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-bold text-lg">{t("offerTitle")}</h2>
      <p>{t("offerHint")}</p>
      <Button full variant="secondary" icon={<Icon of={BellRing} />} onPress={turnOn} isPending={isPending}>
        {t("tellMe")}
      </Button>
      {result && <Banner tone={result.tone}>{result.text}</Banner>}
    </section>
  );
}
