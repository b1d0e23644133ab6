"use client";

import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { goesOnWords, staffWords, stoppedWords } from "./stopped-words.ts";
import { VisitFrame } from "./visit-frame.tsx";
import type { Stop } from "./visit-screen.ts";

/** Out, or not let in: what happened, what to do next, and the way on. */
export function Stopped({
  why,
  isStaff,
  canReturn,
  mayStart,
  appointmentPath,
  onReturn,
}: {
  why: Stop;
  isStaff: boolean;
  /** The visit is still on, so a way back makes sense. */
  canReturn: boolean;
  /** This person can start it (again). */
  mayStart: boolean;
  /** For staff: where its appointment is; null for a call without one. */
  appointmentPath: string | null;
  onReturn: () => void;
}) {
  const goesOn = why === "time-up" && canReturn;
  const words = goesOn ? goesOnWords : ((isStaff ? staffWords[why] : undefined) ?? stoppedWords[why]);
  const { title, next } = words;
  const lead = why === "left" && !canReturn ? "You can close this page now." : words.lead;
  const isOver = !canReturn && (why === "left" || (why === "time-up" && !mayStart));
  const button = isOver ? "Back to the start of the visit" : words.button;
  return (
    <VisitFrame
      title={title}
      lead={lead}
      actions={
        (button || isStaff) && (
          <>
            {button && (
              <Button full onPress={onReturn}>
                {button}
              </Button>
            )}
            {isStaff && appointmentPath && (why === "ended" || why === "time-up") && (
              <LinkButton full href={appointmentPath} variant="secondary">
                See what took place
              </LinkButton>
            )}
            {isStaff && (
              <LinkButton
                full
                href={why === "signed-out" ? "/sign-in" : "/today"}
                variant={button ? "secondary" : "primary"}
              >
                {why === "signed-out" ? "Sign in" : "Go to today"}
              </LinkButton>
            )}
          </>
        )
      }
    >
      {next && (
        <ul className="flex list-disc flex-col gap-2 ps-6">
          {next.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </VisitFrame>
  );
}
