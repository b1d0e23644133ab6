"use client";

import { useTranslations } from "next-intl";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { allowSteps, browserOf } from "./browser-rules.ts";
import { type Kind, kinds, type Problem } from "./device-rules.ts";

type Problems = Readonly<Partial<Record<Kind, Problem>>>;

/** Each problem with what it concerns: both devices together where it is the same. */
const grouped = (problems: Problems): { problem: Problem; devices: Kind | "both" }[] => {
  const found = kinds.flatMap((kind) => (problems[kind] ? [{ problem: problems[kind], devices: kind }] : []));
  const [first, second] = found;
  return first && first.problem === second?.problem ? [{ problem: first.problem, devices: "both" }] : found;
};

/** What is wrong with camera or microphone, how to fix it in this very browser, and a second try. */
export function DeviceHelp({ problems, onRetry }: { problems: Problems; onRetry: () => void }) {
  const t = useTranslations("devices");
  return grouped(problems).map(({ problem, devices }) => (
    <Banner
      key={`${problem}-${devices}`}
      tone="warning"
      title={t(`problem.${problem}`, { devices })}
      action={
        problem !== "unsupported" && (
          <Button variant="secondary" onPress={onRetry}>
            {t("tryAgain")}
          </Button>
        )
      }
    >
      {problem === "refused" ? <AllowSteps /> : t(`advice.${problem}`)}
    </Banner>
  ));
}

function AllowSteps() {
  const t = useTranslations("devices");
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints > 1);
  return (
    <ol className="list-decimal ps-6">
      {allowSteps[browser].map((step) => (
        <li key={step}>{t(step)}</li>
      ))}
    </ol>
  );
}
