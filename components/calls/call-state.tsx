import { Ban, Check, Circle, Radio } from "lucide-react";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { queryCalls } from "#lib/calls/server.ts";

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

const madeUp = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What people call the call: who meets whom, or its kind, with its id where somebody chose one. */
export const callTitle = ({ between, typeName, id }: Pick<CallRow, "between" | "typeName" | "id">) => {
  if (between) return `${between.clinician} and ${between.patient}`;
  return madeUp.test(id) ? typeName : `${typeName}: ${id}`;
};

export const callPath = (call: { type: string; id: string }) => `/admin/calls/${call.type}/${call.id}`;
