import { UserPlus, Users } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
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

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("people") };
}

const textOf = (value: string | string[] | undefined) =>
  typeof value === "string" ? value.trim().slice(0, 100) : "";

export default async function PeoplePage({ searchParams }: { searchParams: Promise<Params> }) {
  const t = await getTranslations("accounts");
  const query = await searchParams;
  const text = textOf(query["q"]);
  const [viewer, teams, { page, lost, wrong, tooBroad }] = await Promise.all([
    read(me),
    read(myTeams),
    read((actor) =>
      browsePeople(actor, { text, next: cursorOf(query["next"]), prev: cursorOf(query["prev"]) }),
    ),
  ]);
  const href = (direction: "next" | "prev") =>
    page[direction] &&
    `/admin/people?${new URLSearchParams({ ...(text && { q: text }), [direction]: page[direction] })}`;
  return (
    <>
      <PageHeader
        title={t("people")}
        description={t("peopleHint")}
        actions={
          <>
            <LinkButton href="/admin/people/teams" variant="secondary" icon={<Icon of={Users} />}>
              {t("teams")}
            </LinkButton>
            <LinkButton href="/admin/people/new" icon={<Icon of={UserPlus} />}>
              {t("newPerson")}
            </LinkButton>
          </>
        }
      />
      <search className="mb-6 flex flex-col gap-3">
        <PersonSearch path="/admin/people" text={text} />
        {text && (
          <div>
            <FilterChip href="/admin/people">{t("nameOrEmailFilter", { text })}</FilterChip>
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
                <EmptyState title={t("noneSoFar")}>{t("noneSoFarHint")}</EmptyState>
              ) : (
                <EmptyState title={text ? t("noMatch", { text }) : t("noMore")}>
                  {t("noMatchHint")}
                </EmptyState>
              )
            }
          />
          <Pagination label={t("pagesOfPeople")} previousHref={href("prev")} nextHref={href("next")} />
        </Card>
      </div>
    </>
  );
}
