import type { Metadata } from "next";
import { NewPersonForm } from "#components/accounts/new-person-form";
import { PageHeader } from "#components/ui/page-header";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";
import { myTeams } from "#lib/teams/server";
import { timeZones } from "#lib/times/rules";

export const metadata: Metadata = { title: "New person" };

/** An account for somebody: staff, or a patient. */
export default async function NewPersonPage() {
  const [viewer, teams] = await Promise.all([read(me, {}), read(myTeams, {})]);
  return (
    <>
      <PageHeader
        title="New person"
        description="Patients are also made by scheduling for them, and many at once on a call’s members."
        back={{ href: "/admin/people", label: "People" }}
      />
      <NewPersonForm teams={teams} zones={timeZones()} zone={viewer.timeZone} />
    </>
  );
}
