import type { Metadata } from "next";
import { ChangeTable } from "#components/bulk-changes/change-table";
import { callTitle } from "#components/calls/call-state";
import { membersPath } from "#components/members/member-words";
import { Card } from "#components/ui/card";
import { PageHeader } from "#components/ui/page-header";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";
import { bulkChanges } from "#lib/bulk-changes/server";
import { callForAdmin } from "#lib/calls/server";

export const metadata: Metadata = { title: "Bulk changes" };

type Props = { params: Promise<{ type: string; id: string }> };

/** What was done to many members of a call at once, the newest first. */
export default async function ChangesPage({ params }: Props) {
  const ref = await params;
  const [viewer, call, changes] = await Promise.all([
    read(me, {}),
    read(callForAdmin, ref),
    read(bulkChanges, ref),
  ]);
  return (
    <>
      <PageHeader
        title="Bulk changes"
        description={`${callTitle(call)}. The last 20; each is kept for 90 days.`}
        back={{ href: membersPath(call), label: "Members" }}
      />
      <Card flush>
        <ChangeTable call={ref} changes={changes} viewer={viewer} />
      </Card>
    </>
  );
}
