import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewCallForm } from "#components/calls/new-call-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { listCallTypes } from "#lib/call-types/server.ts";
import { myTeams } from "#lib/teams/server.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("calls");
  return { title: t("newCall") };
}

export default async function NewCallPage() {
  const t = await getTranslations("calls");
  const [viewer, types, teams] = await Promise.all([read(me), read(listCallTypes), read(myTeams)]);
  const kinds = types.filter(({ id, retiredAt }) => id !== "development" && !retiredAt);
  return (
    <>
      <PageHeader
        title={t("newCall")}
        description={t("newCallHint")}
        back={{ href: "/admin/calls", label: t("calls") }}
      />
      <NewCallForm kinds={kinds.map(({ id, name }) => ({ id, name }))} teams={teams} zone={viewer.timeZone} />
    </>
  );
}
