import { useTranslations } from "next-intl";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { presentAt } from "./company.ts";

/** Who is there already, for those who can start the visit: "Ada Bell is in the waiting room."; null when no one is. */
export const usePresenceNews = (view: VisitView): string | null => {
  const t = useTranslations("joining");
  const { place, people } = presentAt(view);
  const [first] = people;
  return first ? t(`present.${place}`, { name: first.name, others: people.length - 1 }) : null;
};
