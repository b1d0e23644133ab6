"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { ExitLinks } from "./exit-links.tsx";
import { exitWords, restartedWords, staffExitWords } from "./exit-words.ts";
import { VisitFrame } from "./visit-frame.tsx";
import type { ExitReason } from "./visit-screen.ts";
import type { VisitEvent, VisitState } from "./visit-state.ts";

type ExitScreenProps = {
  state: VisitState;
  dispatch: (event: VisitEvent) => void;
  reason: ExitReason;
  isStaff: boolean;
};

/** Out of the visit, or not let in: what happened, what to do next, and the way back. */
export function ExitScreen({ state, dispatch, reason, isStaff }: ExitScreenProps) {
  const t = useTranslations("joining");
  const { view } = state;
  const hasRestarted = reason === "time-up" && view.live;
  const usual = hasRestarted ? restartedWords : (isStaff && staffExitWords[reason]) || exitWords[reason];
  const isOver = !view.live && (reason === "left" || (reason === "time-up" && !view.mayStart));
  const button = isOver ? "backToVisitPage" : usual.button;
  const isClosed = isOver && reason === "left";
  const isForStaff = "staffKey" in usual;
  const title = isForStaff ? t(`staffExit.${usual.staffKey}.title`) : t(`exit.${usual.key}.title`);
  const lead = isForStaff ? t(`staffExit.${usual.staffKey}.lead`) : t(`exit.${usual.key}.lead`);
  return (
    <VisitFrame
      title={title}
      lead={isClosed ? t("youCanClosePage") : lead}
      actions={
        (button || isStaff) && (
          <>
            {button && (
              <Button full onPress={() => dispatch({ type: "return-pressed" })}>
                {t(button)}
              </Button>
            )}
            {isStaff && <ExitLinks view={view} reason={reason} isPrimary={!button} />}
          </>
        )
      }
    >
      {usual.next && (
        <ul className="flex list-disc flex-col gap-2 ps-6">
          {usual.next.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      )}
    </VisitFrame>
  );
}
