import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusBadge } from "#components/ui/badge.tsx";
import { type Column, Table } from "#components/ui/table.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import type { Translator } from "#lib/catalogue.ts";
import type { queryMembers } from "#lib/members/server.ts";
import type { SortBy } from "#lib/queries/rules.ts";
import { MemberActions } from "./member-actions.tsx";
import { type MemberSearch, searchParams } from "./member-filters.ts";
import { membersPath } from "./member-paths.ts";
import { SelectMember, SelectPage } from "./select-boxes.tsx";

type Member = Awaited<ReturnType<typeof queryMembers>>["members"][number];
type Viewer = { timeZone: string };
type Props = { call: CallRef; cid: string; isLive: boolean; search: MemberSearch; viewer: Viewer };

/** A header's link sorts by its field, or the other way round if the list is already sorted by it. */
function sortBy({ call, search }: Props, field: string, first: SortBy["direction"]): Column<Member>["sort"] {
  const now = search.sort.find((one) => one.field === field);
  const direction: SortBy["direction"] = now ? (now.direction === 1 ? -1 : 1) : first;
  const href = membersPath(call) + searchParams({ ...search, sort: [{ field, direction }] });
  return now ? { href, direction: now.direction === 1 ? "ascending" : "descending" } : { href };
}

function stateOf(t: Translator<"members">, member: Member): ReactNode {
  if (member.disabledAt) return <StatusBadge tone="warning">{t("deactivated")}</StatusBadge>;
  if (member.blockedAt) return <StatusBadge tone="warning">{t("blocked")}</StatusBadge>;
  return t("member");
}

const nameCell = ({ name, email }: Member) => (
  <>
    {name}
    {email && <span className="block break-all font-normal text-ink-soft text-sm">{email}</span>}
  </>
);

const actionsCell = ({ call, isLive }: Props, member: Member) => {
  const { id, userId, name, role, custom, granted, revoked, blockedAt } = member;
  const shown = { id, userId, name, role, custom, granted, revoked, isBlocked: blockedAt !== null };
  return <MemberActions call={call} isLive={isLive} member={shown} />;
};

const timeCell = (at: Date, viewer: Viewer) => (
  <Time at={at} zone={viewer.timeZone} format="dated" className="tabular whitespace-nowrap" />
);

const columnsFor = (
  t: Translator<"members">,
  tRoles: Translator<"roles">,
  props: Props,
  members: readonly Member[],
): Column<Member>[] => [
  {
    key: "select",
    label: t("select"),
    lead: true,
    head: <SelectPage cid={props.cid} ids={members.map(({ id }) => id)} />,
    cell: ({ id, name }) => <SelectMember cid={props.cid} id={id} name={name} />,
  },
  { key: "name", label: t("name"), sort: sortBy(props, "name", 1), cell: nameCell },
  { key: "role", label: t("role"), sort: sortBy(props, "role", 1), cell: ({ role }) => tRoles(role) },
  {
    key: "since",
    label: t("memberSince"),
    numeric: true,
    sort: sortBy(props, "created_at", -1),
    cell: ({ createdAt }) => timeCell(createdAt, props.viewer),
  },
  {
    key: "changed",
    label: t("lastChanged"),
    numeric: true,
    sort: sortBy(props, "updated_at", -1),
    cell: ({ updatedAt }) => timeCell(updatedAt, props.viewer),
  },
  { key: "state", label: t("state"), cell: (member) => stateOf(t, member) },
  {
    key: "more",
    label: t("actions"),
    hiddenLabel: true,
    cell: (member) => actionsCell(props, member),
  },
];

/** A page of a call's members. */
export function MemberTable({ members, empty, ...props }: Props & { members: Member[]; empty: ReactNode }) {
  const t = useTranslations("members");
  const tRoles = useTranslations("roles");
  return (
    <Table
      caption={t("members")}
      columns={columnsFor(t, tRoles, props, members)}
      rows={members}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
