import { useTranslations } from "next-intl";
import type { Devices } from "#components/devices/devices-store.ts";
import { useDevices } from "#components/devices/use-devices.ts";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { checkKindOf } from "./check-kind.ts";
import { usePresenceNews } from "./use-presence-news.ts";

type CheckLeadProps = { view: VisitView; devices: Devices; isStaff: boolean };

/**
 * What to do now. On a phone it has room for two lines, and news replaces the words instead of pushing the page down: nothing
 * may move under a finger.
 */
export function CheckLead({ view, devices, isStaff }: CheckLeadProps) {
  const t = useTranslations("joining");
  const { asking } = useDevices(devices);
  const present = usePresenceNews(view);
  const news = present ?? (view.live && !isStaff ? t("startedWhileChecking") : null);
  const showsNews = news !== null && !asking && devices.wanted.length > 0;
  const advice = useAdvice(devices);
  return (
    <p className="line-clamp-2 min-h-[2lh] sm:line-clamp-1 sm:min-h-[1lh]">
      <span role="status">{showsNews && news}</span>
      {!showsNews && advice}
    </p>
  );
}

const useAdvice = (devices: Devices) => {
  const t = useTranslations("joining");
  const { asking, camera } = useDevices(devices);
  const kind = checkKindOf(devices.wanted);
  if (kind === "sound") return t("listenersAreHidden");
  if (asking) return t(`browserIsAsking.${kind}`);
  return t(camera ? "onlyYouSeeThis" : "noOneSeesYouYet");
};
