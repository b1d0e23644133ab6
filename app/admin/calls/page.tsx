import type { Metadata } from "next";
import { CallTable } from "#components/calls/call-table";
import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";
import { isCallRef } from "#lib/calls/rules";
import { listCalls } from "#lib/calls/server";

export const metadata: Metadata = { title: "Calls" };

type Query = { before?: string | string[]; id?: string | string[] };

/** The place in the list that the address names; the beginning when it names none. */
const placeIn = ({ before, id }: Query) => {
  if (typeof before !== "string" || typeof id !== "string") return null;
  const createdAt = new Date(before);
  const isPlace = !Number.isNaN(createdAt.getTime()) && isCallRef({ type: "any", id });
  return isPlace ? { createdAt, id } : null;
};

export default async function CallsPage({ searchParams }: { searchParams: Promise<Query> }) {
  const before = placeIn(await searchParams);
  const [viewer, { calls, next }] = await Promise.all([read(me, {}), read(listCalls, { before })]);
  const nextHref =
    next && `/admin/calls?${new URLSearchParams({ before: next.createdAt.toISOString(), id: next.id })}`;
  return (
    <>
      <PageHeader
        title="Calls"
        description={before ? "Older calls." : "The newest first."}
        actions={
          before && (
            <LinkButton href="/admin/calls" variant="secondary">
              Back to the newest
            </LinkButton>
          )
        }
      />
      <Card flush>
        <CallTable
          calls={calls}
          viewer={viewer}
          empty={
            <EmptyState title={before ? "No older calls" : "No calls yet"}>
              Every appointment is a call, and stands here as soon as somebody schedules it.
            </EmptyState>
          }
        />
        <Pagination label="Pages of calls" nextHref={nextHref} />
      </Card>
    </>
  );
}
