import { Video } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/ui/action-form.tsx";
import { type ButtonProps, SubmitButton } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time } from "#components/ui/time.tsx";
import { startVisitAction } from "#lib/starting/actions.ts";
import type { Entry, Viewer } from "./entry.ts";
import { StartEarly } from "./start-early.tsx";

type Visit = { entry: Pick<Entry, "type" | "id" | "state" | "startsAt" | "isFarAhead">; viewer: Viewer };

/** Starts the visit, which tells everyone in it, or opens the one in progress. */
export function StartVisit({ entry, viewer, ...look }: Visit & Pick<ButtonProps, "size" | "variant">) {
  const t = useTranslations("appointments");
  const { type, id, state, startsAt, isFarAhead } = entry;
  const path = `/visit/${type}/${id}`;
  const icon = <Icon of={Video} />;
  if (state === "live")
    return (
      <LinkButton href={path} icon={icon} {...look}>
        {t("openVisit")}
      </LinkButton>
    );
  if (isFarAhead) {
    const when = <Time at={startsAt} zone={viewer.timeZone} format="dateTime" />;
    return <StartEarly type={type} id={id} when={when} icon={icon} {...look} />;
  }
  return (
    <ActionForm action={startVisitAction} values={{ type, id }} redirectTo={path}>
      <SubmitButton icon={icon} {...look}>
        {t("startVisit")}
      </SubmitButton>
    </ActionForm>
  );
}
