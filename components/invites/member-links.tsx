import { Link2, Link2Off } from "lucide-react";
import { useTranslations } from "next-intl";
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
type Viewer = { timeZone: string };

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
  const t = useTranslations("invites");
  const timeOf = (at: Date) => () => <Time at={at} zone={viewer.timeZone} format="short" />;
  const until = timeOf(link.expiresAt);
  return (
    <div>
      {link.url ? (
        <CopyField label={t("linkFor", { name })} value={link.url} hint={t("linkHint")} />
      ) : (
        <p className="font-semibold">{t("secretChanged")}</p>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-ink-soft text-sm">
          {link.lastUsedAt
            ? t.rich("usage", { used: timeOf(link.lastUsedAt), until })
            : t.rich("unused", { until })}
        </p>
        <AskButton
          variant="quiet"
          size="sm"
          icon={<Icon of={Link2Off} />}
          title={t("revokeQuestion", { name })}
          confirm={t("revoke")}
          cancel={t("keep")}
          danger
          action={revokeInviteLinkAction}
          values={{ type: call.type, id: call.id, linkId: link.id }}
          toast={t("revoked")}
          question={t("revokeConsequences")}
        >
          {t("revoke")}
        </AskButton>
      </div>
    </div>
  );
}

/** A member's working links, newest first, and a button to create another. */
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
  const t = useTranslations("invites");
  const [newest, ...older] = links;
  const shared = { call, name: member.name, viewer };
  return (
    <div className="flex flex-col gap-3">
      {newest ? <WorkingLink link={newest} {...shared} /> : <p>{t("noLink", { name: member.name })}</p>}
      {older.length > 0 && (
        <Disclosure summary={t("olderLinks", { count: older.length })}>
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
        toast={t("created")}
      >
        <SubmitButton variant="secondary" icon={<Icon of={Link2} />}>
          {t("createLink")}
        </SubmitButton>
      </ActionForm>
    </div>
  );
}
