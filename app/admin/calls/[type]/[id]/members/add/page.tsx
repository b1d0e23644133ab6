import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { AddManyForm } from "#components/bulk-changes/add-many-form";
import { changesPath } from "#components/bulk-changes/change-words";
import { callTitle } from "#components/calls/call-state";
import { membersPath } from "#components/members/member-words";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { PageHeader } from "#components/ui/page-header";
import { read } from "#lib/boundary";
import { callForAdmin } from "#lib/calls/server";

export const metadata: Metadata = { title: "Add people" };

type Props = { params: Promise<{ type: string; id: string }> };

/** Many people for one call, pasted or from a file. */
export default async function AddPeoplePage({ params }: Props) {
  const call = await read(callForAdmin, await params);
  return (
    <>
      <PageHeader
        title="Add people"
        description={callTitle(call)}
        back={{ href: membersPath(call), label: "Members" }}
        actions={
          <LinkButton href={changesPath(call)} variant="secondary">
            Earlier changes
          </LinkButton>
        }
      />
      <Card>
        <div className="max-w-prose">
          <AddManyForm call={{ type: call.type, id: call.id }} requestId={randomUUID()} />
        </div>
      </Card>
    </>
  );
}
