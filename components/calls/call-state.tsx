import { Ban, Check, Circle, Radio } from "lucide-react";
import { StatusBadge } from "#components/ui/badge";
import type { Tone } from "#components/ui/tone";
import type { queryCalls } from "#lib/calls/server";

/** One call in a list. */
export type CallRow = Awaited<ReturnType<typeof queryCalls>>["calls"][number];

const looks: Record<CallRow["state"], { words: string; tone: Tone; icon: typeof Circle }> = {
  live: { words: "Live now", tone: "success", icon: Radio },
  open: { words: "Open", tone: "info", icon: Circle },
  ended: { words: "Ended", tone: "neutral", icon: Check },
  cancelled: { words: "Cancelled", tone: "neutral", icon: Ban },
};

/** How a call stands, in a word. */
export function CallBadge({ state }: { state: CallRow["state"] }) {
  const { words, tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {words}
    </StatusBadge>
  );
}

/** What people call the call: who meets whom, or its kind. */
export const callTitle = (call: Pick<CallRow, "between" | "typeName">) =>
  call.between ? `${call.between.clinician} and ${call.between.patient}` : call.typeName;

export const callPath = (call: { type: string; id: string }) => `/admin/calls/${call.type}/${call.id}`;
