import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TypeTable } from "#components/call-types/type-table.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { read } from "#lib/boundary.ts";
import { listCallTypes } from "#lib/call-types/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("callTypes");
  return { title: t("callTypes") };
}

export default async function CallTypesPage() {
  const t = await getTranslations("callTypes");
  const types = await read(listCallTypes);
  return (
    <>
      <PageHeader
        title={t("callTypes")}
        description={t("callTypesHint")}
        actions={
          <LinkButton href="/admin/call-types/new" icon={<Icon of={Plus} />}>
            {t("newCallType")}
          </LinkButton>
        }
      />
      <Card flush>
        <TypeTable types={types} />
      </Card>
    </>
  );
}
