import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { callPath, callTitle } from "#components/calls/call-state.tsx";
import { EditCallForm } from "#components/calls/edit-call-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { getCallType } from "#lib/call-types/server.ts";
import { callForAdmin, getCall } from "#lib/calls/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("editCall") };
}

type Props = { params: Promise<{ type: string; id: string }> };

export default async function EditCallPage({ params }: Props) {
  const { type, id } = await params;
  const t = await getTranslations("calls");
  const [viewer, listed, { call }, kind] = await Promise.all([
    read(me),
    read((actor) => callForAdmin(actor, { type, id })),
    read((actor) => getCall(actor, { type, id, limit: 1 })),
    read((actor) => getCallType(actor, { id: type })),
  ]);
  const toEdit = {
    type,
    id,
    startsAt: call.startsAt,
    custom: call.custom as object,
    settings: call.settings,
    usual: kind.settings,
    isAppointment: listed.between !== null,
    isLive: listed.state === "live",
  };
  return (
    <>
      <PageHeader
        title={t("editCall")}
        description={callTitle(t, listed)}
        back={{ href: callPath(listed), label: t("call") }}
      />
      <EditCallForm call={toEdit} zone={viewer.timeZone} />
    </>
  );
}
