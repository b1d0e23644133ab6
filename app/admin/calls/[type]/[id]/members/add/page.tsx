import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AddManyForm } from "#components/bulk-changes/add-many-form.tsx";
import { changesPath } from "#components/bulk-changes/change-paths.ts";
import { callTitle } from "#components/calls/call-state.tsx";
import { membersPath } from "#components/members/member-paths.ts";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { read } from "#lib/boundary.ts";
import { callForAdmin } from "#lib/calls/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("bulkChanges");
  return { title: t("addPeople") };
}

type Props = { params: Promise<{ type: string; id: string }> };

/** Adds many people to a call, pasted or from a file. */
export default async function AddPeoplePage({ params }: Props) {
  const t = await getTranslations("bulkChanges");
  const tCalls = await getTranslations("calls");
  const ref = await params;
  const call = await read((actor) => callForAdmin(actor, ref));
  return (
    <>
      <PageHeader
        title={t("addPeople")}
        description={callTitle(tCalls, call)}
        back={{ href: membersPath(call), label: t("members") }}
        actions={
          <LinkButton href={changesPath(call)} variant="secondary">
            {t("earlierChanges")}
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
