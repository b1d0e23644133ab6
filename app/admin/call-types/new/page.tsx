import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TypeForm } from "#components/call-types/type-form.tsx";
import { callTypesPath } from "#components/call-types/type-paths.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { read } from "#lib/boundary.ts";
import { getCallType } from "#lib/call-types/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("callTypes");
  return { title: t("newCallType") };
}

type Props = { searchParams: Promise<{ from?: string | string[] }> };

/** Creates a call type from a copy of an existing one. */
export default async function NewCallTypePage({ searchParams }: Props) {
  const { from } = await searchParams;
  const t = await getTranslations("callTypes");
  const model = await read((actor) =>
    getCallType(actor, { id: typeof from === "string" ? from : "default" }),
  );
  const { settings, grants } = model;
  return (
    <>
      <PageHeader
        title={t("newCallType")}
        description={t("startsAsCopy", { name: model.name })}
        back={{ href: callTypesPath, label: t("callTypes") }}
      />
      <TypeForm
        type={{ id: "", name: t("copyOf", { name: model.name }), settings, grants }}
        version={null}
        live={0}
      />
    </>
  );
}
