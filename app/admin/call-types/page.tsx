import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { TypeTable } from "#components/call-types/type-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { listCallTypes } from "#lib/call-types/server.ts";

export const metadata: Metadata = { title: "Call types" };

/** What kinds of call there are. */
export default async function CallTypesPage() {
  const [viewer, types] = await Promise.all([read(me), read(listCallTypes)]);
  return (
    <>
      <PageHeader
        title="Call types"
        description="What a kind of call does, and who may do what in it."
        actions={
          <LinkButton href="/admin/call-types/new" icon={<Icon of={Plus} />}>
            New call type
          </LinkButton>
        }
      />
      <Card flush>
        <TypeTable types={types} locale={viewer.locale} />
      </Card>
    </>
  );
}
