import { UserPlus, Users } from "lucide-react";
import type { Metadata } from "next";
import { PeopleTable } from "#components/accounts/people-table.tsx";
import { PersonSearch } from "#components/accounts/person-search.tsx";
import { cursorOf, type Params } from "#components/queries/address.ts";
import { ListNotes } from "#components/queries/list-notes.tsx";
import { Card } from "#components/ui/card.tsx";
import { FilterChip } from "#components/ui/chip.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { browsePeople } from "#lib/accounts/server/find-people.ts";
import { read } from "#lib/boundary.ts";
import { myTeams } from "#lib/teams/server.ts";

export const metadata: Metadata = { title: "People" };

const textOf = (value: string | string[] | undefined) =>
  typeof value === "string" ? value.trim().slice(0, 100) : "";

/** People by name, found by words of the name or the beginning of the e-mail; the search stands in the address. */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<Params> }) {
  const query = await searchParams;
  const text = textOf(query["q"]);
  const [viewer, teams, { page, lost, wrong, tooBroad }] = await Promise.all([
    read(me),
    read(myTeams),
    read((actor) =>
      browsePeople(actor, { text, next: cursorOf(query["next"]), prev: cursorOf(query["prev"]) }),
    ),
  ]);
  const href = (way: "next" | "prev") =>
    page[way] && `/admin/people?${new URLSearchParams({ ...(text && { q: text }), [way]: page[way] })}`;
  return (
    <>
      <PageHeader
        title="People"
        description="Staff and patients, by name."
        actions={
          <>
            <LinkButton href="/admin/people/teams" variant="secondary" icon={<Icon of={Users} />}>
              Teams
            </LinkButton>
            <LinkButton href="/admin/people/new" icon={<Icon of={UserPlus} />}>
              New person
            </LinkButton>
          </>
        }
      />
      <search className="mb-6 flex flex-col gap-3">
        <PersonSearch path="/admin/people" text={text} />
        {text && (
          <div>
            <FilterChip href="/admin/people">Name or e-mail: {text}</FilterChip>
          </div>
        )}
      </search>
      <div className="flex flex-col gap-4">
        <ListNotes lost={lost} wrong={wrong} tooBroad={tooBroad} />
        <Card flush>
          <PeopleTable
            people={page.rows}
            teams={teams}
            ownId={viewer.userId}
            empty={
              page.cutShort ? (
                <EmptyState title="Nobody found so far">
                  There are very many to look through. Press Next to go on looking.
                </EmptyState>
              ) : (
                <EmptyState title={text ? `Nobody matches “${text}”` : "Nobody further"}>
                  Try the beginning of a name, or of the e-mail.
                </EmptyState>
              )
            }
          />
          <Pagination label="Pages of people" previousHref={href("prev")} nextHref={href("next")} />
        </Card>
      </div>
    </>
  );
}
