import { Phone, PhoneMissed } from "lucide-react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Time } from "#components/ui/time.tsx";
import { visitPath } from "#lib/live/rules.ts";
import type { MissedRing } from "#lib/rings/server/list-missed.ts";
import { ringCallAction } from "#lib/starting/actions.ts";

type Viewer = { timeZone: string; locale: string };

/** The next step of a missed call: go in while it is on, else ring back, else look at it. */
function NextStep({ ring }: { ring: MissedRing }) {
  const { type, id, live, ringBack } = ring;
  const path = visitPath(ring);
  if (live || !ringBack) {
    return (
      <LinkButton href={path} size="sm" variant="secondary">
        {live ? "Join now" : "Open visit"}
      </LinkButton>
    );
  }
  return (
    <ActionForm action={ringCallAction} values={{ type, id, memberIds: ringBack }} redirectTo={path}>
      <SubmitButton size="sm" variant="secondary" icon={<Icon of={Phone} />}>
        Ring back
      </SubmitButton>
    </ActionForm>
  );
}

/** Calls that rang in vain in the last day, each with what can be done about it; nothing when there are none. */
export function MissedCalls({ rings, viewer }: { rings: readonly MissedRing[]; viewer: Viewer }) {
  if (rings.length === 0) return null;
  return (
    <section aria-label="Missed calls">
      <Card title="Missed calls" flush>
        <ul className="divide-y divide-line border-line border-t">
          {rings.map((ring) => (
            <li key={ring.ringId} className="flex flex-wrap items-center justify-between gap-3 px-gap py-3">
              <span className="flex min-w-0 items-center gap-3">
                <Icon of={PhoneMissed} />
                <span className="min-w-0">
                  <span className="block break-words font-semibold">
                    {ring.caller ?? "Somebody from the clinic"}
                  </span>
                  <span className="block text-ink-soft text-sm">
                    <Time at={ring.rungAt} zone={viewer.timeZone} locale={viewer.locale} format="short" />
                    {ring.live && " · The visit is still on"}
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
