import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTable } from "#components/bulk-changes/change-table.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { membersPath } from "#components/members/member-words.ts";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { bulkChanges } from "#lib/bulk-changes/server/view-change.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export const metadata: Metadata = { title: "Bulk changes" };

type Props = { params: Promise<{ type: string; id: string }> };

/** What was done to many members of a call at once, the newest first. */
export default async function ChangesPage({ params }: Props) {
  const tCalls = await getTranslations("calls");
  const ref = await params;
  const [viewer, call, changes] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, ref)),
    read((actor) => bulkChanges(actor, ref)),
  ]);
  return (
    <>
      <PageHeader
        title="Bulk changes"
        description={`${callTitle(tCalls, call)}. The last 20; each is kept for 90 days.`}
        back={{ href: membersPath(call), label: "Members" }}
      />
      <Card flush>
        <ChangeTable call={ref} changes={changes} viewer={viewer} />
      </Card>
    </>
  );
}
