import { useTranslations } from "next-intl";
import { Banner } from "#components/ui/banner.tsx";
import { Time } from "#components/ui/time.tsx";
import type { CallRef } from "#lib/access.ts";
import type { ExplainedJoin } from "#lib/joining/server/explain-join.ts";
import { situations } from "./join-explanation-words.ts";
import { JoinRemedy } from "./join-remedy.tsx";

type JoinExplanationProps = { call: CallRef; explained: ExplainedJoin; timeZone: string };

/** Why one person can or can't join a call, and what to do next. */
export function JoinExplanation({ call, explained, timeZone }: JoinExplanationProps) {
  const t = useTranslations("joiningAdmin");
  const { person, member, situation, opensAt } = explained;
  const { key, tone } = situations[situation];
  return (
    <div className="flex flex-col gap-4">
      <p>
        <span className="font-bold text-lg">{person.name}</span>
        <span className="block text-ink-soft">
          {member?.role ? t(`memberAs.${member.role}`) : t("notAMember")}
          {person.email && ` · ${person.email}`}
        </span>
      </p>
      <Banner tone={tone} title={t(`situation.${key}.title`)} quiet>
        <p>{t(`situation.${key}.why`)}</p>
        {opensAt && (
          <p>
            {t.rich("mayWaitFrom", {
              time: () => <Time at={opensAt} zone={timeZone} format="dateTime" withZone />,
            })}
          </p>
        )}
      </Banner>
      <div>
        <h3 className="font-bold">{t("whatYouCanDo")}</h3>
        <p>{t(`situation.${key}.next`)}</p>
      </div>
      <JoinRemedy call={call} explained={explained} />
    </div>
  );
}
