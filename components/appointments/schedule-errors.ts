import { useTranslations } from "next-intl";
import type { scheduleAppointmentAction } from "#lib/appointments/actions.ts";
import type { MessageKey } from "#lib/catalogue.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { errorKeys, fieldProblemKeys } from "#lib/messages.ts";

type Refusal = Extract<Awaited<ReturnType<typeof scheduleAppointmentAction>>, { ok: false }>;

type InvalidKey = Extract<MessageKey<"appointments">, `invalid.${string}`>;

const ownKeys: Partial<Record<string, Partial<Record<FieldProblem, InvalidKey>>>> = {
  patientId: { "not-an-id": "invalid.patientUnknown" },
  patientName: { required: "invalid.patientMissing" },
  patientEmail: { taken: "invalid.emailTaken" },
  teamId: { "not-an-id": "invalid.teamUnknown" },
  type: { required: "invalid.kindMissing" },
};

/** Puts each wrong field into words. A refused time is explained by the refusal itself. */
export function useScheduleErrors(refusal: Refusal | null): Record<string, string | undefined> {
  const t = useTranslations("appointments");
  const tErrors = useTranslations("errors");
  const tFields = useTranslations("fieldProblems");
  if (!refusal) return {};
  const sentence = ([name, problem]: [string, FieldProblem]) => {
    const isTime = name === "time" && refusal.code !== "BAD_INPUT";
    const ownKey = ownKeys[name]?.[problem];
    const generic = ownKey ? t(ownKey) : tFields(fieldProblemKeys[problem]);
    const words = isTime ? tErrors(errorKeys[refusal.code]) : generic;
    // With neither a patient chosen nor a name entered, the visible field is the search.
    const isSearchShown = name === "patientName" && !("patientName" in refusal.typed);
    if (isSearchShown) return ["patientId", words];
    return [isTime && refusal.code === "TIME_AMBIGUOUS" ? "fold" : name, words];
  };
  return Object.fromEntries(Object.entries(refusal.fields).map(sentence));
}
