import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import type { queryMembers } from "#lib/members/server.ts";
import type { SortBy } from "#lib/queries/rules.ts";
import { ChooseOne, ChoosePage } from "./choose.tsx";
import { MemberActions } from "./member-actions.tsx";
import { type MemberSearch, searchParams } from "./member-filters.ts";
import { membersPath } from "./member-words.ts";
import { roleWords } from "./role-words.ts";

type Member = Awaited<ReturnType<typeof queryMembers>>["members"][number];
type Viewer = { timeZone: string; locale: string };
type Props = { call: CallRef; cid: string; isLive: boolean; search: MemberSearch; viewer: Viewer };

/** A column's header as a link: the same list by this field, the other way round when it is by it already. */
const sortBy = (
  { call, search }: Props,
  field: string,
  first: SortBy["direction"],
): Column<Member>["sort"] => {
  const now = search.sort.find((one) => one.field === field);
  const direction: SortBy["direction"] = now ? (now.direction === 1 ? -1 : 1) : first;
  const href = membersPath(call) + searchParams({ ...search, sort: [{ field, direction }] });
  return now ? { href, direction: now.direction === 1 ? "ascending" : "descending" } : { href };
};

const state = (member: Member): ReactNode => {
  if (member.disabledAt) return <StatusBadge tone="warning">Account off</StatusBadge>;
  if (member.blockedAt) return <StatusBadge tone="warning">Blocked</StatusBadge>;
  return "Member";
};

const columnsFor = (props: Props, members: readonly Member[]): Column<Member>[] => {
  const { call, cid, isLive, viewer } = props;
  const time = (at: Date) => (
    <Time
      at={at}
      zone={viewer.timeZone}
      locale={viewer.locale}
      format="dated"
      className="tabular whitespace-nowrap"
    />
  );
  return [
    {
      key: "choose",
      label: "Choose",
      lead: true,
      head: <ChoosePage cid={cid} ids={members.map(({ id }) => id)} />,
      cell: ({ id, name }) => <ChooseOne cid={cid} id={id} name={name} />,
    },
    {
      key: "name",
      label: "Name",
      sort: sortBy(props, "name", 1),
      cell: ({ name, email }) => (
        <>
          {name}
          {email && <span className="block break-all font-normal text-ink-soft text-sm">{email}</span>}
        </>
      ),
    },
    { key: "role", label: "Role", sort: sortBy(props, "role", 1), cell: ({ role }) => roleWords[role] },
    {
      key: "since",
      label: "Member since",
      numeric: true,
      sort: sortBy(props, "created_at", -1),
      cell: ({ createdAt }) => time(createdAt),
    },
    {
      key: "changed",
      label: "Changed",
      numeric: true,
      sort: sortBy(props, "updated_at", -1),
      cell: ({ updatedAt }) => time(updatedAt),
    },
    { key: "state", label: "State", cell: state },
    {
      key: "more",
      label: "Actions",
      hiddenLabel: true,
      cell: ({ id, userId, name, role, custom, granted, revoked, blockedAt }) => (
        <MemberActions
          call={call}
          isLive={isLive}
          member={{ id, userId, name, role, custom, granted, revoked, isBlocked: blockedAt !== null }}
        />
      ),
    },
  ];
};

/** A page of a call's members. */
export function MemberTable({ members, empty, ...props }: Props & { members: Member[]; empty: ReactNode }) {
  return (
    <Table
      caption="Members"
      columns={columnsFor(props, members)}
      rows={members}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
