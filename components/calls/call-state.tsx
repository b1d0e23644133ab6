import { Ban, Check, Circle, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { queryCalls } from "#lib/calls/server.ts";
import type { Translator } from "#lib/catalogue.ts";

/** One call in a list. */
export type CallRow = Awaited<ReturnType<typeof queryCalls>>["calls"][number];

const looks: Record<CallRow["state"], { tone: Tone; icon: typeof Circle }> = {
  live: { tone: "success", icon: Radio },
  open: { tone: "info", icon: Circle },
  ended: { tone: "neutral", icon: Check },
  cancelled: { tone: "neutral", icon: Ban },
};

export function CallBadge({ state }: { state: CallRow["state"] }) {
  const t = useTranslations("calls");
  const { tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {t(`callState.${state}`)}
    </StatusBadge>
  );
}

const generatedId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A call's title: who meets whom, or its kind, with its id unless that was generated. */
export const callTitle = (
  t: Translator<"calls">,
  { between, typeName, id }: Pick<CallRow, "between" | "typeName" | "id">,
) => {
  if (between) return t("between", between);
  return generatedId.test(id) ? typeName : t("kindWithId", { kind: typeName, id });
};

export const callPath = (call: { type: string; id: string }) => `/admin/calls/${call.type}/${call.id}`;
