import { CircleHelp, Download, UserPlus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { changesPath } from "#components/bulk-changes/change-words.tsx";
import { callPath, callTitle } from "#components/calls/call-state.tsx";
import { ChosenBar } from "#components/members/chosen-bar.tsx";
import { chipsOf, filterOf, readSearch, searchParams } from "#components/members/member-filters.ts";
import { MemberSearchForm } from "#components/members/member-search.tsx";
import { MemberTable } from "#components/members/member-table.tsx";
import { joiningPath, membersPath } from "#components/members/member-words.ts";
import { cursorOf, type Params } from "#components/queries/address.ts";
import { ListNotes } from "#components/queries/list-notes.tsx";
import { Card } from "#components/ui/card.tsx";
import { DownloadLink } from "#components/ui/download-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { cidOf } from "#lib/calls/rules.ts";
import { callForAdmin } from "#lib/calls/server.ts";
import { browseMembers } from "#lib/members/server/browse-members.ts";
import { filterToText, sortToText } from "#lib/queries/rules.ts";

export const metadata: Metadata = { title: "Members" };

type Props = { params: Promise<{ type: string; id: string }>; searchParams: Promise<Params> };

/** Who belongs to a call, thousands of them: the address says who is shown, in which order, and from where on. */
export default async function MembersPage({ params, searchParams: given }: Props) {
  const tCalls = await getTranslations("calls");
  const [ref, asked] = await Promise.all([params, given]);
  const [viewer, call] = await Promise.all([read(me), read((actor) => callForAdmin(actor, ref))]);
  const search = readSearch(asked);
  const filter = filterOf(search, viewer.timeZone);
  const { page, total, lost, wrong, tooBroad } = await read((actor) =>
    browseMembers(actor, {
      ...ref,
      filter,
      sort: search.sort,
      limit: search.size,
      next: cursorOf(asked.next),
      prev: cursorOf(asked.prev),
    }),
  );
  const chips = chipsOf(search, viewer.locale);
  const href = (way: "next" | "prev") =>
    page[way] && membersPath(call) + searchParams(search, { [way]: page[way] });
  const number = (value: number) => value.toLocaleString(viewer.locale);
  const totalWords = `${number(total.count)}${total.more ? "+" : ""}`;
  const file = new URLSearchParams({ filter: filterToText(filter), sort: sortToText(search.sort) });
  const isFiltered = chips.length > 0;
  return (
    <>
      <PageHeader
        title="Members"
        description={callTitle(tCalls, call)}
        back={{ href: callPath(call), label: "Call" }}
        actions={
          <>
            <LinkButton href={`${membersPath(call)}/add`} icon={<Icon of={UserPlus} />}>
              Add people
            </LinkButton>
            <DownloadLink
              href={`/api/export/members/${ref.type}/${ref.id}?${file}`}
              icon={<Icon of={Download} />}
            >
              Export as CSV
            </DownloadLink>
            <LinkButton href={changesPath(call)} variant="secondary">
              Bulk changes
            </LinkButton>
            <LinkButton href={joiningPath(call)} variant="secondary" icon={<Icon of={CircleHelp} />}>
              Why can somebody not join?
            </LinkButton>
          </>
        }
      />
      <MemberSearchForm call={ref} search={search} chips={chips} />
      <div className="flex flex-col gap-4">
        <ListNotes lost={lost} wrong={wrong} tooBroad={tooBroad} />
        <Card flush>
          <MemberTable
            call={ref}
            cid={cidOf(ref)}
            isLive={call.state === "live"}
            members={[...page.members]}
            search={search}
            viewer={viewer}
            empty={
              <EmptyState
                title={page.cutShort ? "Nobody found so far" : isFiltered ? "Nobody matches" : "No members"}
              >
                {page.cutShort
                  ? "There are very many to look through. Press Next to go on looking."
                  : isFiltered
                    ? "Take a condition away, or write less of the name."
                    : "Only members can come into a call. Add people to it."}
              </EmptyState>
            }
          />
          <ChosenBar
            call={ref}
            cid={cidOf(ref)}
            filter={filter}
            conditions={chips.map(({ label }) => label)}
            total={total}
            locale={viewer.locale}
          />
          <Pagination
            label="Pages of members"
            previousHref={href("prev")}
            nextHref={href("next")}
            summary={`${number(page.members.length)} of ${totalWords} on this page`}
          />
        </Card>
      </div>
    </>
  );
}
