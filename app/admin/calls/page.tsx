import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { callChipsOf, callFilterOf, callsPath, readCallSearch } from "#components/calls/call-filters";
import { CallSearchForm } from "#components/calls/call-search";
import { CallTable } from "#components/calls/call-table";
import { cursorOf, type Params } from "#components/queries/address";
import { ListNotes } from "#components/queries/list-notes";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Icon } from "#components/ui/icon";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { me } from "#lib/accounts/home";
import { findPerson } from "#lib/accounts/server";
import { read } from "#lib/boundary";
import { listCallTypes } from "#lib/call-types/server";
import { browseCalls } from "#lib/calls/browse";
import { myTeams } from "#lib/teams/server";

export const metadata: Metadata = { title: "Calls" };

/** All calls, the newest first: the address says which of them, and from where on. */
export default async function CallsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const asked = await searchParams;
  const [viewer, types, teams, person] = await Promise.all([
    read(me, {}),
    read(listCallTypes, {}),
    read(myTeams, {}),
    typeof asked.person === "string" ? read(findPerson, { userId: asked.person }) : null,
  ]);
  const kinds = types.filter(({ id }) => id !== "development");
  const choices = { kinds, teams, people: person ? [person] : [] };
  const search = readCallSearch(asked, choices);
  const { page, lost, wrong, tooBroad } = await read(browseCalls, {
    filter: callFilterOf(search, viewer.timeZone),
    limit: 50,
    next: cursorOf(asked["next"]),
    prev: cursorOf(asked["prev"]),
  });
  const chips = callChipsOf(search, choices, viewer.locale);
  const href = (way: "next" | "prev") => page[way] && callsPath(search, { [way]: page[way] });
  const isFiltered = chips.length > 0;
  return (
    <>
      <PageHeader
        title="Calls"
        description="The newest first. For those of one person, look the person up under People."
        actions={
          <LinkButton href="/admin/calls/new" icon={<Icon of={Plus} />}>
            New call
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
            empty={
              <EmptyState
                title={page.cutShort ? "None found so far" : isFiltered ? "No call matches" : "No calls yet"}
              >
                {page.cutShort
                  ? "There are very many to look through. Press Next to go on looking."
                  : isFiltered
                    ? "Take a condition away to see more."
                    : "Every appointment is a call, and stands here as soon as somebody schedules it."}
              </EmptyState>
            }
          />
          <Pagination label="Pages of calls" previousHref={href("prev")} nextHref={href("next")} />
        </Card>
      </div>
    </>
  );
}
