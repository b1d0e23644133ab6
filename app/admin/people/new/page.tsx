import type { Metadata } from "next";
import { NewPersonForm } from "#components/accounts/new-person-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { myTeams } from "#lib/teams/server.ts";
import { timeZones } from "#lib/times/rules.ts";

export const metadata: Metadata = { title: "New person" };

/** An account for somebody: staff, or a patient. */
export default async function NewPersonPage() {
  const [viewer, teams] = await Promise.all([read(me), read(myTeams)]);
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
