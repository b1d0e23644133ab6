import { useTranslations } from "next-intl";
import { NewLink } from "#components/invites/new-link.tsx";
import { AddMember } from "#components/members/add-member.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CallRef } from "#lib/access.ts";
import { enableAccountAction } from "#lib/accounts/actions.ts";
import type { ExplainedJoin } from "#lib/joining/server/explain-join.ts";
import { unblockUserAction } from "#lib/members/actions.ts";

/** A button for what can be done about it, where one will do. */
export function JoinRemedy({ call, explained }: { call: CallRef; explained: ExplainedJoin }) {
  const t = useTranslations("joiningAdmin");
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
          toast={t("accountActivated", { name: person.name })}
        >
          <SubmitButton>{t("activateAccount")}</SubmitButton>
        </ActionForm>
      );
    case "BLOCKED":
      return (
        <ActionForm
          action={unblockUserAction}
          values={{ type: call.type, id: call.id, userId: person.id }}
          toast={t("unblocked", { name: person.name })}
        >
          <SubmitButton>{t("unblock")}</SubmitButton>
        </ActionForm>
      );
    case "LINK_EXPIRED":
      return member && <NewLink call={call} memberId={member.id} name={person.name} />;
    case "NO_RIGHT_TO_JOIN":
    case "FULL":
      return (
        <LinkButton href={`/admin/call-types/${call.type}`} variant="secondary">
          {t("openCallType")}
        </LinkButton>
      );
    default:
      return null;
  }
}
