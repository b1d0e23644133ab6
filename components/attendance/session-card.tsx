import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CallRef } from "#lib/access.ts";
import type { SessionRow } from "./session-row.ts";
import { SessionTable, sessionsPath } from "./session-table.tsx";

const maxShown = 3;

/** The latest sessions on a call's page. */
export function SessionCard({
  call,
  sessions,
  viewer,
}: {
  call: CallRef;
  sessions: SessionRow[];
  viewer: { timeZone: string };
}) {
  const t = useTranslations("attendance");
  return (
    <Card
      title={t("sessions")}
      flush
      actions={
        sessions.length > maxShown && (
          <LinkButton href={sessionsPath(call)} variant="secondary" size="sm">
            {t("allSessions")}
          </LinkButton>
        )
      }
    >
      <SessionTable
        call={call}
        sessions={sessions.slice(0, maxShown)}
        viewer={viewer}
        empty={<EmptyState title={t("notStarted")}>{t("notStartedHint")}</EmptyState>}
      />
    </Card>
  );
}
