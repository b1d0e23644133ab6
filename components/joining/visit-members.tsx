import { useTranslations } from "next-intl";
import type { VisitView } from "#lib/joining/server/view-visit.ts";
import { companyOf } from "./company.ts";

type Presence = NonNullable<VisitView["members"][number]["presence"]>;

/** The others by name and role; for those who can start the visit, with where they are right now. */
export function VisitMembers({ view }: { view: VisitView }) {
  const t = useTranslations("joining");
  const { others, more } = companyOf(view);
  return (
    <ul>
      {others.map(({ id, name, role, presence }) => (
        <li key={id}>
          {t.rich("nameAndRole", {
            name,
            roleName: t(`role.${role}`),
            role: (text) => <span className="font-normal text-ink-soft">{text}</span>,
          })}
          {presence && <PresenceLine presence={presence} isLive={view.live} />}
        </li>
      ))}
      {more > 0 && <li className="font-normal text-ink-soft">{t("andOthers", { count: more })}</li>}
    </ul>
  );
}

/** Always there, so that nothing moves when someone comes. */
function PresenceLine({ presence, isLive }: { presence: Presence; isLive: boolean }) {
  const t = useTranslations("joining");
  if (presence !== "away") return <span className="block">{t(`presence.${presence}`)}</span>;
  return (
    <span className="block font-normal text-ink-soft">{t(isLive ? "presence.away" : "presence.notYet")}</span>
  );
}
