import { NewLink } from "#components/invites/new-link.tsx";
import { AddMember } from "#components/members/add-member.tsx";
import { roleWords } from "#components/members/role-words.ts";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import { enableAccountAction } from "#lib/accounts/actions.ts";
import type { ExplainedJoin } from "#lib/joining/server/explain-join.ts";
import { unblockUserAction } from "#lib/members/actions.ts";
import { whyWords } from "./why-words.ts";

type Viewer = { timeZone: string; locale: string };

/** What can be done about it, as a button where one will do. */
function Remedy({ call, explained }: { call: CallRef; explained: ExplainedJoin }) {
  const { situation, person, member } = explained;
  switch (situation) {
    case "NOT_MEMBER":
    case "WRONG_TEAM":
      return <AddMember call={call} person={{ id: person.id, name: person.name, role: person.role }} />;
    case "NO_ACCOUNT":
      return (
        <ActionForm
          action={enableAccountAction}
          values={{ userId: person.id }}
          toast={`The account of ${person.name} is on`}
        >
          <SubmitButton>Turn their account on</SubmitButton>
        </ActionForm>
      );
    case "BLOCKED":
      return (
        <ActionForm
          action={unblockUserAction}
          values={{ type: call.type, id: call.id, userId: person.id }}
          toast={`${person.name} may come in again`}
        >
          <SubmitButton>Unblock them</SubmitButton>
        </ActionForm>
      );
    case "LINK_EXPIRED":
      return member && <NewLink call={call} memberId={member.id} name={person.name} />;
    case "NO_RIGHT_TO_JOIN":
    case "FULL":
      return (
        <LinkButton href={`/admin/call-types/${call.type}`} variant="secondary">
          Open the call type
        </LinkButton>
      );
    default:
      return null;
  }
}

/** Why one person can or cannot come into a call, and what to do next. */
export function Why({
  call,
  explained,
  viewer,
}: {
  call: CallRef;
  explained: ExplainedJoin;
  viewer: Viewer;
}) {
  const { person, member, situation, opensAt } = explained;
  const words = whyWords[situation];
  return (
    <div className="flex flex-col gap-4">
      <p>
        <span className="font-bold text-lg">{person.name}</span>
        <span className="block text-ink-soft">
          {member?.role ? `Member, as ${roleWords[member.role].toLowerCase()}` : "Not a member"}
          {person.email && ` · ${person.email}`}
        </span>
      </p>
      <Banner tone={words.tone} title={words.title} quiet>
        <p>{words.why}</p>
        {opensAt && (
          <p>
            From{" "}
            <Time at={opensAt} zone={viewer.timeZone} locale={viewer.locale} format="dateTime" withZone /> on
            they may come to the waiting room.
          </p>
        )}
      </Banner>
      <div>
        <h3 className="font-bold">What you can do</h3>
        <p>{words.next}</p>
      </div>
      <Remedy call={call} explained={explained} />
    </div>
  );
}
