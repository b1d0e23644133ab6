import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import type { ExitReason } from "./visit-screen.ts";

/** Where staff go after a visit: its record, and Today or the sign-in page. */
export function ExitLinks({
  view,
  reason,
  isPrimary,
}: {
  view: VisitView;
  reason: ExitReason;
  /** There is no button before these. */
  isPrimary: boolean;
}) {
  const t = useTranslations("joining");
  const isOver = reason === "ended" || reason === "time-up";
  const isSignedOut = reason === "signed-out";
  return (
    <>
      {isOver && view.endsAt && (
        <LinkButton full href={`/appointments/${view.id}`} variant="secondary">
          {t("openVisitRecord")}
        </LinkButton>
      )}
      <LinkButton
        full
        href={isSignedOut ? "/sign-in" : "/today"}
        variant={isPrimary ? "primary" : "secondary"}
      >
        {t(isSignedOut ? "signIn" : "goToToday")}
      </LinkButton>
    </>
  );
}
