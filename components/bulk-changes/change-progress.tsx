import { CircleStop, Play, RotateCcw } from "lucide-react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { RefreshWhile } from "#components/ui/refresh-while.ts";
import type { CallRef } from "#lib/access.ts";
import { addBackAction, resumeChangeAction, stopChangeAction } from "#lib/bulk-changes/actions.ts";
import type { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import { changePath, stopWords } from "./change-words.tsx";

export type Change = Awaited<ReturnType<typeof bulkChange>>;

const sentence = (change: Change, number: (value: number) => string): string => {
  const rows = (count: number) => `${number(count)} ${count === 1 ? "row" : "rows"}`;
  if (change.state === "queued") return "It begins in a moment. You can leave this page: the work goes on.";
  if (change.state === "running")
    return `${number(change.done)} of ${rows(change.total)} done. You can leave this page: the work goes on.`;
  if (change.state === "stopped") return `Stopped after ${number(change.done)} of ${rows(change.total)}.`;
  if (change.total === 0) return "There was nobody to change.";
  if (change.total === 1 && change.failed === 0) return "Done.";
  return change.failed === 0
    ? `All ${rows(change.total)} done.`
    : `All ${rows(change.total)} done; ${number(change.failed)} ${change.failed === 1 ? "needs" : "need"} another look.`;
};

/** How far a change is, live, and what can be done about it: stop it, let it go on, undo it. */
export function ChangeProgress({
  call,
  change,
  requestId,
  locale,
}: {
  call: CallRef;
  change: Change;
  /** For the change that undoes this one. */
  requestId: string;
  locale: string;
}) {
  const values = { type: call.type, id: call.id, changeId: change.id };
  const isOn = change.state === "queued" || change.state === "running";
  const removed = change.tally.removed ?? 0;
  return (
    <div className="flex flex-col gap-4">
      {isOn && <RefreshWhile />}
      <Progress label="Rows done" value={change.done} max={change.total} />
      <p className="tabular">{sentence(change, (value) => value.toLocaleString(locale))}</p>
      <p role="status" className="sr-only">
        {isOn ? "The change is at work." : "The change is over."}
      </p>
      {change.state === "stopped" && (
        <Banner tone="warning" title="This change was stopped" quiet>
          {stopWords(change.stopCode)}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {isOn && (
          <ActionForm action={stopChangeAction} values={values} toast="The change was stopped">
            <SubmitButton variant="secondary" icon={<Icon of={CircleStop} />}>
              Stop
            </SubmitButton>
          </ActionForm>
        )}
        {change.state === "stopped" && change.stopCode !== "NOT_FOUND" && (
          <ActionForm action={resumeChangeAction} values={values} toast="The change goes on">
            <SubmitButton variant="secondary" icon={<Icon of={Play} />}>
              Go on
            </SubmitButton>
          </ActionForm>
        )}
        {!isOn && removed > 0 && (
          <ActionForm
            action={addBackAction}
            values={{ ...values, requestId }}
            redirectTo={changePath(call, requestId)}
          >
            <SubmitButton variant="secondary" icon={<Icon of={RotateCcw} />}>
              {removed === 1 ? "Add them back" : `Add all ${removed.toLocaleString(locale)} back`}
            </SubmitButton>
          </ActionForm>
        )}
      </div>
    </div>
  );
}
