"use client";

import { Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { useRinging } from "./rung-people.tsx";

/** For a person alone in the room: rings everyone who is missing. */
export function RingTheOthers({ call }: { call: CallRef }) {
  const t = useTranslations("rings");
  const { failure, isPending, ring } = useRinging(call);
  return (
    <>
      <Button variant="secondary" icon={<Icon of={Phone} />} isPending={isPending} onPress={() => ring()}>
        {t("ringOthers")}
      </Button>
      {failure && (
        <p role="alert" className="text-danger">
          {failure}
        </p>
      )}
    </>
  );
}
