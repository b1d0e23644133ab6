import { UserMinus } from "lucide-react";
import { AskButton } from "#components/ui/ask-button";
import { StatusBadge } from "#components/ui/badge";
import { Icon } from "#components/ui/icon";
import { type Column, Table } from "#components/ui/table";
import { Time } from "#components/ui/time";
import type { CallRef } from "#lib/access";
import { updateMembersAction } from "#lib/members/actions";
import type { queryMembers } from "#lib/members/server";
import { roleName } from "./role-words.tsx";

type Member = Awaited<ReturnType<typeof queryMembers>>["members"][number];
type Viewer = { timeZone: string; locale: string };

function Remove({ call, member }: { call: CallRef; member: Member }) {
  return (
    <AskButton
      variant="quiet"
      size="sm"
      icon={<Icon of={UserMinus} />}
      aria-label={`Remove ${member.name}`}
      title={`Remove ${member.name} from this call?`}
      confirm="Remove"
      cancel="Keep them"
      danger
      action={updateMembersAction}
      values={{ type: call.type, id: call.id, remove: [member.id] }}
      said={`${member.name} was removed`}
      question="If they are connected they are out at once, and their links stop working."
    >
      Remove
    </AskButton>
  );
}

const columnsFor = (call: CallRef, viewer: Viewer): Column<Member>[] => [
  {
    key: "name",
    label: "Name",
    cell: (member) => (
      <>
        {member.name}
        {member.email && <span className="block font-normal text-ink-soft text-sm">{member.email}</span>}
      </>
    ),
  },
  { key: "role", label: "Role", cell: (member) => roleName(member.role) },
  {
    key: "since",
    label: "Member since",
    numeric: true,
    cell: (member) => (
      <Time
        at={member.createdAt}
        zone={viewer.timeZone}
        locale={viewer.locale}
        format="short"
        className="tabular whitespace-nowrap"
      />
    ),
  },
  {
    key: "state",
    label: "State",
    cell: (member) =>
      member.disabledAt ? (
        <StatusBadge tone="warning">Account off</StatusBadge>
      ) : member.blockedAt ? (
        <StatusBadge tone="warning">Blocked</StatusBadge>
      ) : (
        "Can join"
      ),
  },
  {
    key: "remove",
    label: "Remove",
    hiddenLabel: true,
    cell: (member) => <Remove call={call} member={member} />,
  },
];

/** A page of a call's members. */
export function MemberTable({ call, members, viewer }: { call: CallRef; members: Member[]; viewer: Viewer }) {
  return (
    <Table
      caption="Members"
      columns={columnsFor(call, viewer)}
      rows={members}
      rowKey={(member) => member.id}
    />
  );
}
