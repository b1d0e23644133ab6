import { Ban, Check, Clock, Hourglass, Radio } from "lucide-react";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { VisitState } from "#lib/appointments/rules.ts";

const looks: Record<VisitState, { words: string; tone: Tone; icon?: typeof Clock }> = {
  live: { words: "Live now", tone: "success", icon: Radio },
  waiting: { words: "Waiting", tone: "warning", icon: Hourglass },
  late: { words: "Late", tone: "warning" },
  missed: { words: "Missed", tone: "danger" },
  scheduled: { words: "Coming up", tone: "info", icon: Clock },
  ended: { words: "Ended", tone: "neutral", icon: Check },
  cancelled: { words: "Cancelled", tone: "neutral", icon: Ban },
};

/** How an appointment stands right now, in a word. */
export function VisitBadge({ state }: { state: VisitState }) {
  const { words, tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} {...(icon && { icon })}>
      {words}
    </StatusBadge>
  );
}
