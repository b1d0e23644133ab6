import { useTranslations } from "next-intl";
import { publishableDevices } from "#components/room/publishable-devices.ts";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { checkKindOf } from "./check-kind.ts";
import type { VisitEvent, VisitState } from "./visit-state.ts";

type Props = { state: VisitState; dispatch: (event: VisitEvent) => void };

/**
 * The next step. Its buttons are forms because React replays a submit that comes before the page's scripts, and no click.
 */
export function HomeActions({ state, dispatch }: Props) {
  const t = useTranslations("joining");
  const { view, starting } = state;
  const check = t(`check.${checkKindOf(publishableDevices(view.capabilities))}.button`);
  const openCheck = () => dispatch({ type: "check-opened" });
  if (!view.mayStart)
    return (
      <form action={openCheck}>
        <Button full type="submit">
          {check}
        </Button>
      </form>
    );
  return (
    <>
      <form action={() => dispatch({ type: "start-pressed" })}>
        <Button full type="submit" isPending={starting !== null}>
          {t("startVisit")}
        </Button>
      </form>
      <form action={openCheck}>
        <Button full type="submit" variant="secondary">
          {check}
        </Button>
      </form>
      <LinkButton full variant="quiet" href="/today">
        {t("goToToday")}
      </LinkButton>
    </>
  );
}
