import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { callPath, callTitle } from "#components/calls/call-state.tsx";
import { chipsOf } from "#components/members/member-chips.ts";
import { filterOf, readSearch, searchParams } from "#components/members/member-filters.ts";
import { membersPath } from "#components/members/member-paths.ts";
import { MemberSearchForm } from "#components/members/member-search.tsx";
import { MemberTable } from "#components/members/member-table.tsx";
import { MembersActions } from "#components/members/members-actions.tsx";
import { firstRow, rangeOf } from "#components/members/page-range.ts";
import { SelectionBar } from "#components/members/selection-bar.tsx";
import { cursorOf, type Params } from "#components/queries/address.ts";
import { ListNotes } from "#components/queries/list-notes.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { cidOf } from "#lib/calls/rules.ts";
import { callForAdmin } from "#lib/calls/server.ts";
import { browseMembers } from "#lib/members/server/browse-members.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("members");
  return { title: t("members") };
}

type Props = { params: Promise<{ type: string; id: string }>; searchParams: Promise<Params> };

/** The members of a call, filtered, sorted and paged by the address. */
export default async function MembersPage({ params, searchParams: given }: Props) {
  const t = await getTranslations("members");
  const tCalls = await getTranslations("calls");
  const tRoles = await getTranslations("roles");
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
  const chips = chipsOf(search, t, tRoles, await getLocale());
  const first = firstRow(page, asked.from);
  const range = rangeOf(page, first, search.size);
  const href = (direction: "next" | "prev") =>
    page[direction] &&
    membersPath(call) + searchParams(search, { [direction]: page[direction], from: range[direction] });
  const totalWords = t("total", { count: total.count, more: total.more ? "yes" : "no" });
  const noneFound = chips.length > 0 ? "noMatch" : "noneYet";
  const empty = page.cutShort ? "noneSoFar" : noneFound;
  return (
    <>
      <PageHeader
        title={t("members")}
        description={callTitle(tCalls, call)}
        back={{ href: callPath(call), label: t("call") }}
        actions={<MembersActions call={ref} filter={filter} sort={search.sort} />}
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
            empty={<EmptyState title={t(`empty.${empty}`)}>{t(`emptyHint.${empty}`)}</EmptyState>}
          />
          <SelectionBar
            call={ref}
            cid={cidOf(ref)}
            filter={filter}
            conditions={chips.map(({ label }) => label)}
            total={total}
          />
          <Pagination
            label={t("pagesOfMembers")}
            previousHref={href("prev")}
            nextHref={href("next")}
            {...(range.last >= first && {
              summary: t("range", { from: first, to: range.last, total: totalWords }),
            })}
          />
        </Card>
      </div>
    </>
  );
}
