import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { callChipsOf, callFilterOf, callsPath, readCallSearch } from "#components/calls/call-filters.ts";
import { CallSearchForm } from "#components/calls/call-search.tsx";
import { CallTable } from "#components/calls/call-table.tsx";
import { cursorOf, type Params } from "#components/queries/address.ts";
import { ListNotes } from "#components/queries/list-notes.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { findPerson } from "#lib/accounts/server/manage-account.ts";
import { read } from "#lib/boundary.ts";
import { listCallTypes } from "#lib/call-types/server.ts";
import { browseCalls } from "#lib/calls/server/browse-calls.ts";
import { myTeams } from "#lib/teams/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("calls") };
}

/** All calls, newest first, filtered and paged by the address. */
export default async function CallsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const asked = await searchParams;
  const t = await getTranslations("calls");
  const userId = typeof asked.person === "string" ? asked.person : null;
  const [viewer, types, teams, person] = await Promise.all([
    read(me),
    read(listCallTypes),
    read(myTeams),
    userId ? read((actor) => findPerson(actor, { userId })) : null,
  ]);
  const kinds = types.filter(({ id }) => id !== "development");
  const choices = { kinds, teams, people: person ? [person] : [] };
  const search = readCallSearch(asked, choices);
  const { page, lost, wrong, tooBroad } = await read((actor) =>
    browseCalls(actor, {
      filter: callFilterOf(search, viewer.timeZone),
      limit: 50,
      next: cursorOf(asked["next"]),
      prev: cursorOf(asked["prev"]),
    }),
  );
  const chips = callChipsOf(search, choices, t, await getLocale());
  const href = (direction: "next" | "prev") =>
    page[direction] && callsPath(search, { [direction]: page[direction] });
  const noneFound = chips.length > 0 ? "noMatch" : "noneYet";
  const empty = page.cutShort ? "noneSoFar" : noneFound;
  return (
    <>
      <PageHeader
        title={t("calls")}
        description={t("callsHint")}
        actions={
          <LinkButton href="/admin/calls/new" icon={<Icon of={Plus} />}>
            {t("newCall")}
          </LinkButton>
        }
      />
      <CallSearchForm search={search} chips={chips} kinds={kinds} teams={teams} />
      <div className="flex flex-col gap-4">
        <ListNotes lost={lost} wrong={wrong} tooBroad={tooBroad} />
        <Card flush>
          <CallTable
            calls={page.calls}
            viewer={viewer}
            empty={<EmptyState title={t(`empty.${empty}`)}>{t(`emptyHint.${empty}`)}</EmptyState>}
          />
          <Pagination label={t("pagesOfCalls")} previousHref={href("prev")} nextHref={href("next")} />
        </Card>
      </div>
    </>
  );
}
