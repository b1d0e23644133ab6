"use client";

import { useTranslations } from "next-intl";
import { useContext, useState } from "react";
import { NamesContext } from "./names.ts";
import type { News } from "./room-state.ts";
import { newsKey } from "./room-words.ts";

/** Says aloud who came and went, and how the connections are. */
export function Announcer({ news }: { news: readonly News[] }) {
  const t = useTranslations("room");
  return (
    <div role="log" aria-live="polite" aria-label={t("notices")} className="sr-only">
      {news.map((one) => (
        <Announcement key={one.n} news={one} />
      ))}
    </div>
  );
}

/** Keeps the first name it knew: someone who has left the list of members is not announced again as "Someone". */
function Announcement({ news }: { news: News }) {
  const t = useTranslations("room");
  const name = useContext(NamesContext)(news.who ?? "")?.name ?? null;
  const [known, setKnown] = useState(name);
  if (known === null && name !== null) setKnown(name);
  return <p>{t(`news.${newsKey(news)}`, { name: known ?? t("someone") })}</p>;
}
