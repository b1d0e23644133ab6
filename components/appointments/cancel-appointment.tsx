"use client";

import { CalendarX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { cancelAppointmentAction } from "#lib/appointments/actions.ts";

export function CancelAppointment({ type, id }: { type: string; id: string }) {
  const t = useTranslations("appointments");
  const reason = useRef("");
  return (
    <AskButton
      variant="secondary"
      icon={<Icon of={CalendarX} />}
      title={t("cancelQuestion")}
      confirm={t("cancelAppointment")}
      cancel={t("keepAppointment")}
      danger
      action={cancelAppointmentAction}
      values={() => ({ type, id, reason: reason.current })}
      question={
        <div className="flex flex-col gap-gap">
          <p>{t("cancelConsequences")}</p>
          <TextArea
            name="cancel-reason"
            label={t("reason")}
            hint={t("teamOnly")}
            optional
            maxLength={500}
            className="text-ink"
            onChange={(event) => {
              reason.current = event.target.value;
            }}
          />
        </div>
      }
    >
      {t("cancelAppointment")}
    </AskButton>
  );
}
