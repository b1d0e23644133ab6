"use client";

import { CalendarX } from "lucide-react";
import { useRef } from "react";
import { AskButton } from "#components/ui/ask-button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextArea } from "#components/ui/text-field.tsx";
import { cancelAppointmentAction } from "#lib/appointments/actions.ts";

/** Cancels after a plain question, with a reason for the clinic's own records. */
export function CancelAppointment({ type, id }: { type: string; id: string }) {
  const reason = useRef("");
  return (
    <AskButton
      variant="secondary"
      icon={<Icon of={CalendarX} />}
      title="Cancel this appointment?"
      confirm="Cancel appointment"
      cancel="Keep it"
      danger
      action={cancelAppointmentAction}
      values={() => ({ type, id, reason: reason.current })}
      question={
        <div className="flex flex-col gap-gap">
          <p>
            The time is free again, and nobody can come into the visit any more. The patient’s link then says
            that the visit was cancelled. This cannot be undone.
          </p>
          <TextArea
            name="cancel-reason"
            label="Reason"
            hint="Only your team sees this."
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
      Cancel appointment
    </AskButton>
  );
}
