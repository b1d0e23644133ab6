import { useTranslations } from "next-intl";
import { Countdown } from "#components/ui/countdown.tsx";

type WaitingLeadProps = {
  /** Whom they wait for; null when no one is named. */
  name: string | null;
  opensAt: Date | null;
  serverNow: number;
  onOpen: () => void;
};

export function WaitingLead({ name, opensAt, serverNow, onOpen }: WaitingLeadProps) {
  const t = useTranslations("joining");
  if (opensAt)
    return t.rich("waitingRoomOpensIn", {
      countdown: () => <Countdown to={opensAt.getTime()} serverNow={serverNow} onDone={onOpen} />,
    });
  return name ? t("nameKnowsYouAreHere", { name }) : t("theyKnowYouAreHere");
}
