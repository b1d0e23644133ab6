import { Copy } from "lucide-react";
import type { Metadata } from "next";
import { TypeActions } from "#components/call-types/type-actions.tsx";
import { TypeForm } from "#components/call-types/type-form.tsx";
import { TypeHistory } from "#components/call-types/type-history.tsx";
import { callTypesPath } from "#components/call-types/type-words.ts";
import { StatusBadge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { getCallType } from "#lib/call-types/server.ts";

export const metadata: Metadata = { title: "Call type" };

type Props = { params: Promise<{ type: string }> };

/** One call type: what it does, who may do what in it, and how it became so. */
export default async function CallTypePage({ params }: Props) {
  const { type: id } = await params;
  const [viewer, type] = await Promise.all([read(me), read((actor) => getCallType(actor, { id }))]);
  return (
    <>
      <PageHeader
        title={type.name}
        badge={type.retiredAt && <StatusBadge tone="warning">Retired</StatusBadge>}
        description={
          <>
            <code className="font-mono text-sm">{type.id}</code>, version {type.version}
            {type.builtIn && ", built in"}
          </>
        }
        back={{ href: callTypesPath, label: "Call types" }}
        actions={
          <>
            <LinkButton
              href={`${callTypesPath}/new?from=${type.id}`}
              variant="secondary"
              icon={<Icon of={Copy} />}
            >
              Make a copy
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
        <Card title="History">
          <TypeHistory history={type.history} viewer={viewer} />
        </Card>
      </div>
    </>
  );
}
