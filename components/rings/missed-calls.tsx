import { Phone, PhoneMissed } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time } from "#components/ui/time.tsx";
import { visitPath } from "#lib/live/rules.ts";
import type { MissedRing } from "#lib/rings/server/list-missed.ts";
import { ringCallAction } from "#lib/starting/actions.ts";

type Viewer = { timeZone: string };

/** Joins a live visit, else rings back, else opens the visit. */
function NextStep({ ring }: { ring: MissedRing }) {
  const t = useTranslations("rings");
  const { type, id, live, ringBack } = ring;
  const path = visitPath(ring);
  if (live || !ringBack) {
    return (
      <LinkButton href={path} size="sm" variant="secondary">
        {live ? t("joinNow") : t("openVisit")}
      </LinkButton>
    );
  }
  return (
    <ActionForm action={ringCallAction} values={{ type, id, memberIds: ringBack }} redirectTo={path}>
      <SubmitButton size="sm" variant="secondary" icon={<Icon of={Phone} />}>
        {t("ringBack")}
      </SubmitButton>
    </ActionForm>
  );
}

/** The missed calls of the last day, each with its next step. Nothing when there are none. */
export function MissedCalls({ rings, viewer }: { rings: readonly MissedRing[]; viewer: Viewer }) {
  const t = useTranslations("rings");
  if (rings.length === 0) return null;
  return (
    <section aria-label={t("missedCalls")}>
      <Card title={t("missedCalls")} flush>
        <ul className="divide-y divide-line border-line border-t">
          {rings.map((ring) => (
            <li key={ring.ringId} className="flex flex-wrap items-center justify-between gap-3 px-gap py-3">
              <span className="flex min-w-0 items-center gap-3">
                <Icon of={PhoneMissed} />
                <span className="min-w-0">
                  <span className="block break-words font-semibold">{ring.caller ?? t("unknownCaller")}</span>
                  <span className="block text-ink-soft text-sm">
                    <RungAt ring={ring} viewer={viewer} />
                  </span>
                </span>
              </span>
              <NextStep ring={ring} />
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function RungAt({ ring, viewer }: { ring: MissedRing; viewer: Viewer }) {
  const t = useTranslations("rings");
  const time = <Time at={ring.rungAt} zone={viewer.timeZone} format="short" />;
  return ring.live ? t.rich("stillOpen", { time: () => time }) : time;
}
