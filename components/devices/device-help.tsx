"use client";

import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  browserOf,
  type Kind,
  kinds,
  type Problem,
  problemAdvice,
  problemWords,
  waysToAllow,
} from "./device-rules.ts";

type Problems = Readonly<Partial<Record<Kind, Problem>>>;

/** Problems with the kinds they concern, those that are the same for both together. */
const grouped = (problems: Problems): { problem: Problem; which: Kind[] }[] => {
  const found = kinds.flatMap((kind) => (problems[kind] ? [{ problem: problems[kind], which: [kind] }] : []));
  const [first, second] = found;
  if (first && second && first.problem === second.problem)
    return [{ problem: first.problem, which: [...kinds] }];
  return found;
};

/** What is wrong with camera or microphone, how to put it right in this very browser, and a second try. */
export function DeviceHelp({ problems, onRetry }: { problems: Problems; onRetry: () => void }) {
  const steps = waysToAllow(browserOf(navigator.userAgent, navigator.maxTouchPoints > 1));
  return (
    <>
      {grouped(problems).map(({ problem, which }) => (
        <Banner
          key={`${problem}-${which.join("-")}`}
          tone="warning"
          title={problemWords(which, problem)}
          action={
            problem !== "unsupported" && (
              <Button variant="secondary" onPress={onRetry}>
                Try again
              </Button>
            )
          }
        >
          {problem === "refused" ? (
            <ol className="list-decimal ps-6">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          ) : (
            problemAdvice(problem)
          )}
        </Banner>
      ))}
    </>
  );
}
