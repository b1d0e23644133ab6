import { Check, CircleStop, Hourglass, Loader } from "lucide-react";
import { roleWords } from "#components/members/role-words.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { BulkChangeKind, BulkChangeState } from "#lib/bulk-changes/rules.ts";
import type { MemberRole } from "#lib/roles.ts";

/** What a change does, as a heading. */
export const changeTitle = ({ kind, role }: { kind: BulkChangeKind; role: MemberRole | null }): string => {
  if (kind === "add") return "People added";
  if (kind === "remove") return "Members removed";
  return role ? `Role changed to ${roleWords[role].toLowerCase()}` : "Role changed";
};

const looks: Record<BulkChangeState, { words: string; tone: Tone; icon: typeof Check }> = {
  queued: { words: "Waiting", tone: "info", icon: Hourglass },
  running: { words: "At work", tone: "info", icon: Loader },
  done: { words: "Done", tone: "success", icon: Check },
  stopped: { words: "Stopped", tone: "warning", icon: CircleStop },
};

/** How far a change is, in a word. */
export function ChangeBadge({ state }: { state: BulkChangeState }) {
  const { words, tone, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {words}
    </StatusBadge>
  );
}

/** Why a change stopped, and what to do next. */
export const stopWords = (code: string | null): string => {
  if (code === "NOT_FOUND") return "The call is no longer there, so nobody can be added to it or taken out.";
  if (code === "NOT_ALLOWED")
    return "Whoever asked for it may not change members any more. Somebody who may can let it go on.";
  return "What was done by then stays done. It can go on with what is left.";
};

type Call = { type: string; id: string };
export const changesPath = (call: Call) => `/admin/calls/${call.type}/${call.id}/members/changes`;
export const changePath = (call: Call, changeId: string) => `${changesPath(call)}/${changeId}`;
