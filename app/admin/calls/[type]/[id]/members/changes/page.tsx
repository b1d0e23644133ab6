import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ChangeTable } from "#components/bulk-changes/change-table.tsx";
import { callTitle } from "#components/calls/call-state.tsx";
import { membersPath } from "#components/members/member-paths.ts";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { keptDays } from "#lib/bulk-changes/rules.ts";
import { bulkChanges } from "#lib/bulk-changes/server/view-change.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("bulkChanges");
  return { title: t("bulkChanges") };
}

type Props = { params: Promise<{ type: string; id: string }> };

/** The bulk changes of a call, newest first. */
export default async function ChangesPage({ params }: Props) {
  const t = await getTranslations("bulkChanges");
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
        title={t("bulkChanges")}
        description={t("latestChanges", { call: callTitle(tCalls, call), days: keptDays })}
        back={{ href: membersPath(call), label: t("members") }}
      />
      <Card flush>
        <ChangeTable call={ref} changes={changes} viewer={viewer} />
      </Card>
    </>
  );
}
