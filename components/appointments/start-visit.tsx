import { Video } from "lucide-react";
import { ActionForm } from "#components/ui/action-form";
import { type ButtonProps, SubmitButton } from "#components/ui/button";
import { Icon } from "#components/ui/icon";
import { LinkButton } from "#components/ui/link-button";
import { startVisitAction } from "#lib/sessions/actions";

type Visit = { type: string; id: string; isLive: boolean };

/** The one press into the visit: starts it, which tells everybody, or opens the one that is on. */
export function StartVisit({ type, id, isLive, ...look }: Visit & Pick<ButtonProps, "size" | "variant">) {
  const path = `/visit/${type}/${id}`;
  const icon = <Icon of={Video} />;
  if (isLive)
    return (
      <LinkButton href={path} icon={icon} {...look}>
        Open visit
      </LinkButton>
    );
  return (
    <ActionForm action={startVisitAction} values={{ type, id }} goTo={path}>
      <SubmitButton icon={icon} {...look}>
        Start visit
      </SubmitButton>
    </ActionForm>
  );
}
