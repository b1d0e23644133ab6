"use client";

import { BellRing } from "lucide-react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { BlockedHelp } from "./blocked-help.tsx";
import { useNotifications } from "./use-notifications.ts";

/**
 * For patients, on the visit's page before it begins: one press, and this device tells when the visit starts. Where it
 * cannot, nothing is said, because nothing is lost: the page itself goes on when the visit starts.
 * @param publicKey from `notificationSetup`; null where push is not set up
 */
export function NotificationOffer({ publicKey }: { publicKey: string | null }) {
  const { state, said, isPending, turnOn } = useNotifications(publicKey);
  if (state === "on") {
    return (
      <p role="status" className="flex items-start gap-3">
        <Icon of={BellRing} size="1.5em" />
        This device tells you when the visit starts.
      </p>
    );
  }
  if (state === "blocked") {
    return (
      <section className="flex flex-col gap-2">
        <p>This browser may not tell you when the visit starts. Keep this page open instead.</p>
        <BlockedHelp />
      </section>
    );
  }
  if (state !== "off") return null;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-bold text-lg">Doing something else until then?</h2>
      <p>This device can tell you when the visit starts. You can then close this page.</p>
      <Button full variant="secondary" icon={<Icon of={BellRing} />} onPress={turnOn} isPending={isPending}>
        Tell me when it starts
      </Button>
      {said && <Banner tone={said.tone}>{said.text}</Banner>}
    </section>
  );
}
