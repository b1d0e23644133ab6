import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewPersonForm } from "#components/accounts/new-person-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { myTeams } from "#lib/teams/server.ts";
import { timeZones } from "#lib/times/rules/name-zones.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accounts");
  return { title: t("newPerson") };
}

export default async function NewPersonPage() {
  const t = await getTranslations("accounts");
  const [viewer, teams] = await Promise.all([read(me), read(myTeams)]);
  return (
    <>
      <PageHeader
        title={t("newPerson")}
        description={t("newPersonHint")}
        back={{ href: "/admin/people", label: t("people") }}
      />
      <NewPersonForm teams={teams} zones={timeZones()} zone={viewer.timeZone} />
    </>
  );
}
