import { Check, CircleStop, Hourglass, Loader } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { BulkChangeKind, BulkChangeState } from "#lib/bulk-changes/rules.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { MemberRole } from "#lib/roles.ts";

/** What a change does, as a heading. */
export const changeTitle = (
  t: Translator<"bulkChanges">,
  tRoles: Translator<"roles">,
  { kind, role }: { kind: BulkChangeKind; role: MemberRole | null },
) => (kind === "role" && role ? t("roleChangedTo", { role: tRoles(role) }) : t(`title.${kind}`));

const looks: Record<BulkChangeState, { tone: Tone; icon: typeof Check }> = {
  queued: { tone: "info", icon: Hourglass },
  running: { tone: "info", icon: Loader },
  done: { tone: "success", icon: Check },
  stopped: { tone: "warning", icon: CircleStop },
};

export function ChangeBadge({ state }: { state: BulkChangeState }) {
  const t = useTranslations("bulkChanges");
  const { tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {t(`state.${state}`)}
    </StatusBadge>
  );
}

/** Why a change stopped, and what to do next. */
export const stopWords = (t: Translator<"bulkChanges">, code: string | null): string =>
  t(`stopReason.${code === "NOT_FOUND" || code === "NOT_ALLOWED" ? code : "other"}`);
