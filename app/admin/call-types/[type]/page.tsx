import { Copy } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TypeActions } from "#components/call-types/type-actions.tsx";
import { TypeForm } from "#components/call-types/type-form.tsx";
import { TypeHistory } from "#components/call-types/type-history.tsx";
import { callTypesPath } from "#components/call-types/type-paths.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { getCallType } from "#lib/call-types/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("callTypes");
  return { title: t("callType") };
}

type Props = { params: Promise<{ type: string }> };

export default async function CallTypePage({ params }: Props) {
  const { type: id } = await params;
  const t = await getTranslations("callTypes");
  const [viewer, type] = await Promise.all([read(me), read((actor) => getCallType(actor, { id }))]);
  return (
    <>
      <PageHeader
        title={type.name}
        badge={type.retiredAt && <StatusBadge tone="warning">{t("retired")}</StatusBadge>}
        description={t.rich(type.builtIn ? "idAndVersionBuiltIn" : "idAndVersion", {
          version: type.version,
          code: () => <code className="font-mono text-sm">{type.id}</code>,
        })}
        back={{ href: callTypesPath, label: t("callTypes") }}
        actions={
          <>
            <LinkButton
              href={`${callTypesPath}/new?from=${type.id}`}
              variant="secondary"
              icon={<Icon of={Copy} />}
            >
              {t("makeCopy")}
            </LinkButton>
            <TypeActions
              type={{
                id: type.id,
                name: type.name,
                isRetired: type.retiredAt !== null,
                isDeletable: type.deletable,
              }}
            />
          </>
        }
      />
      <div className="flex flex-col gap-6">
        <TypeForm type={type} version={type.version} live={type.live} />
        <Card title={t("history")}>
          <TypeHistory history={type.history} viewer={viewer} />
        </Card>
      </div>
    </>
  );
}
