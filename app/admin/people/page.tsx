import { Search } from "lucide-react";
import type { Metadata } from "next";
import { PeopleTable } from "#components/accounts/people-table";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { FilterChip } from "#components/ui/chip";
import { EmptyState } from "#components/ui/empty-state";
import { Icon } from "#components/ui/icon";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { TextField } from "#components/ui/text-field";
import { me } from "#lib/accounts/home";
import { listPeople } from "#lib/accounts/server";
import { read } from "#lib/boundary";

export const metadata: Metadata = { title: "People" };

type Query = { q?: string | string[]; name?: string | string[]; id?: string | string[] };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const textOf = (value: string | string[] | undefined) =>
  typeof value === "string" ? value.trim().slice(0, 100) : "";

/** People by name, found by a part of the name or the beginning of the e-mail; the search stands in the address. */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const text = textOf(query.q);
  const place = { name: textOf(query.name), id: textOf(query.id) };
  const after = uuid.test(place.id) ? place : null;
  const [viewer, { people, next }] = await Promise.all([read(me, {}), read(listPeople, { text, after })]);
  const nextHref = next && `/admin/people?${new URLSearchParams({ ...(text && { q: text }), ...next })}`;
  return (
    <>
      <PageHeader title="People" description="Staff and patients, by name." />
      <search className="mb-6 flex flex-col gap-3">
        <form action="/admin/people" className="flex flex-wrap items-end gap-2">
          <TextField
            key={text}
            name="q"
            label="Name or e-mail"
            type="search"
            required={false}
            autoComplete="off"
            defaultValue={text}
            className="w-full sm:w-80"
          />
          <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
            Search
          </Button>
        </form>
        {text && (
          <div>
            <FilterChip href="/admin/people">Name or e-mail: {text}</FilterChip>
          </div>
        )}
      </search>
      <Card flush>
        <PeopleTable
          people={people}
          ownId={viewer.userId}
          empty={
            <EmptyState title={text ? `Nobody matches “${text}”` : "Nobody further"}>
              Try a part of the name, or the beginning of the e-mail.
            </EmptyState>
          }
        />
        <Pagination label="Pages of people" nextHref={nextHref} />
      </Card>
    </>
  );
}
