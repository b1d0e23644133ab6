import type { Metadata } from "next";
import { NewCallForm } from "#components/calls/new-call-form";
import { PageHeader } from "#components/ui/page-header";
import { me } from "#lib/accounts/home";
import { read } from "#lib/boundary";
import { listCallTypes } from "#lib/call-types/server";
import { myTeams } from "#lib/teams/server";

export const metadata: Metadata = { title: "New call" };

/** A call of any kind: a class, a meeting, a consultation without an appointment. */
export default async function NewCallPage() {
  const [viewer, types, teams] = await Promise.all([
    read(me, {}),
    read(listCallTypes, {}),
    read(myTeams, {}),
  ]);
  const kinds = types.filter(({ id, retiredAt }) => id !== "development" && !retiredAt);
  return (
    <>
      <PageHeader
        title="New call"
        description="A class, a meeting, or anything that is no appointment. Clinicians schedule appointments."
        back={{ href: "/admin/calls", label: "Calls" }}
      />
      <NewCallForm kinds={kinds.map(({ id, name }) => ({ id, name }))} teams={teams} zone={viewer.timeZone} />
    </>
  );
}
