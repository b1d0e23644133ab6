import { Ban, Check, Clock, Hourglass, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { VisitState } from "#lib/appointments/rules.ts";

const looks: Record<VisitState, { tone: Tone; icon?: typeof Clock }> = {
  live: { tone: "success", icon: Radio },
  waiting: { tone: "warning", icon: Hourglass },
  late: { tone: "warning" },
  missed: { tone: "danger" },
  scheduled: { tone: "info", icon: Clock },
  ended: { tone: "neutral", icon: Check },
  cancelled: { tone: "neutral", icon: Ban },
};

export function VisitBadge({ state }: { state: VisitState }) {
  const t = useTranslations("appointments");
  const { tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} {...(icon && { icon })}>
      {t(`state.${state}`)}
    </StatusBadge>
  );
}
