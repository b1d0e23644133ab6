import { Link2, Link2Off } from "lucide-react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { AskButton } from "#components/ui/ask-button.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import { createInviteLinkAction, revokeInviteLinkAction } from "#lib/invites/actions.ts";
import type { inviteLinks } from "#lib/invites/server.ts";

type InviteLink = Awaited<ReturnType<typeof inviteLinks>>[number];
type Viewer = { timeZone: string; locale: string };

function WorkingLink({
  call,
  link,
  name,
  viewer,
}: {
  call: CallRef;
  link: InviteLink;
  name: string;
  viewer: Viewer;
}) {
  const time = (at: Date) => <Time at={at} zone={viewer.timeZone} locale={viewer.locale} format="short" />;
  return (
    <div>
      {link.url ? (
        <CopyField
          label={`Link for ${name}`}
          value={link.url}
          hint="Send it by message or mail. It is theirs alone."
        />
      ) : (
        <p className="font-semibold">A link made before this server’s secret was changed. Make a new one.</p>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-ink-soft text-sm">
          {link.lastUsedAt ? <>Last opened {time(link.lastUsedAt)}. </> : "Not opened yet. "}
          Works until {time(link.expiresAt)}.
        </p>
        <AskButton
          variant="quiet"
          size="sm"
          icon={<Icon of={Link2Off} />}
          title={`Revoke the link for ${name}?`}
          confirm="Revoke link"
          cancel="Keep it"
          danger
          action={revokeInviteLinkAction}
          values={{ type: call.type, id: call.id, linkId: link.id }}
          toast="The link no longer works"
          question="It stops working at once. Whoever came in by it is out, also if they are in the visit right now."
        >
          Revoke link
        </AskButton>
      </div>
    </div>
  );
}

/** A member's working links, the newest in view; a way to make another. */
export function MemberLinks({
  call,
  member,
  links,
  viewer,
}: {
  call: CallRef;
  member: { id: string; name: string };
  links: InviteLink[];
  viewer: Viewer;
}) {
  const [newest, ...older] = links;
  const shared = { call, name: member.name, viewer };
  return (
    <div className="flex flex-col gap-3">
      {newest ? (
        <WorkingLink link={newest} {...shared} />
      ) : (
        <p>{member.name} has no working link. Make a new one and send it to them.</p>
      )}
      {older.length > 0 && (
        <Disclosure
          summary={older.length === 1 ? "One older link that works" : `${older.length} older links that work`}
        >
          <div className="flex flex-col gap-5 pt-2">
            {older.map((link) => (
              <WorkingLink key={link.id} link={link} {...shared} />
            ))}
          </div>
        </Disclosure>
      )}
      <ActionForm
        action={createInviteLinkAction}
        values={{ type: call.type, id: call.id, memberId: member.id }}
        toast="A new link is ready"
      >
        <SubmitButton variant="secondary" icon={<Icon of={Link2} />}>
          Make a new link
        </SubmitButton>
      </ActionForm>
    </div>
  );
}
