import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CallRef } from "#lib/access.ts";
import { SessionTable, sessionsPath } from "./session-table.tsx";
import type { SessionRow } from "./session-words.ts";

const shown = 3;

/** The latest sessions on a call's page. */
export function SessionCard({
  call,
  sessions,
  viewer,
}: {
  call: CallRef;
  sessions: SessionRow[];
  viewer: { timeZone: string; locale: string };
}) {
  return (
    <Card
      title="Sessions"
      flush
      actions={
        sessions.length > shown && (
          <LinkButton href={sessionsPath(call)} variant="secondary" size="sm">
            All sessions
          </LinkButton>
        )
      }
    >
      <SessionTable
        call={call}
        sessions={sessions.slice(0, shown)}
        viewer={viewer}
        empty={
          <EmptyState title="Not started yet">
            Once it has been started, here stands who was there, and for how long.
          </EmptyState>
        }
      />
    </Card>
  );
}
