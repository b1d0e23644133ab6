import type { Metadata } from "next";
import { NewCallForm } from "#components/calls/new-call-form.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { me } from "#lib/accounts/server/find-home.ts";
import { read } from "#lib/boundary.ts";
import { listCallTypes } from "#lib/call-types/server.ts";
import { myTeams } from "#lib/teams/server.ts";

export const metadata: Metadata = { title: "New call" };

/** A call of any kind: a class, a meeting, a consultation without an appointment. */
export default async function NewCallPage() {
  const [viewer, types, teams] = await Promise.all([read(me), read(listCallTypes), read(myTeams)]);
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
