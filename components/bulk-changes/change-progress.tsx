import { CircleStop, Play, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { RefreshWhile } from "#components/ui/refresh-while.ts";
import type { CallRef } from "#lib/access.ts";
import { addBackAction, resumeChangeAction, stopChangeAction } from "#lib/bulk-changes/actions.ts";
import type { bulkChange } from "#lib/bulk-changes/server/view-change.ts";
import type { Translator } from "#lib/catalogue.ts";
import { changePath } from "./change-paths.ts";
import { stopWords } from "./change-words.tsx";

export type Change = Awaited<ReturnType<typeof bulkChange>>;
/** `requestId` becomes the id of the change that undoes this one. */
type Props = { call: CallRef; change: Change; requestId: string };

export const isRunning = ({ state }: Pick<Change, "state">) => state === "queued" || state === "running";

function progressOf(t: Translator<"bulkChanges">, { state, done, total, failed }: Change): string {
  if (state !== "done") return t(`progress.${state}`, { done, total });
  if (total === 0) return t("progress.empty");
  return failed === 0 ? t("progress.done", { total }) : t("progress.failed", { failed });
}

function ChangeActions({ call, change, requestId }: Props) {
  const t = useTranslations("bulkChanges");
  const values = { type: call.type, id: call.id, changeId: change.id };
  const removed = change.tally.removed ?? 0;
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {isRunning(change) && (
        <ActionForm action={stopChangeAction} values={values} toast={t("stopDone")}>
          <SubmitButton variant="secondary" icon={<Icon of={CircleStop} />}>
            {t("stop")}
          </SubmitButton>
        </ActionForm>
      )}
      {change.state === "stopped" && change.stopCode !== "NOT_FOUND" && (
        <ActionForm action={resumeChangeAction} values={values} toast={t("resumeDone")}>
          <SubmitButton variant="secondary" icon={<Icon of={Play} />}>
            {t("resume")}
          </SubmitButton>
        </ActionForm>
      )}
      {!isRunning(change) && removed > 0 && (
        <ActionForm
          action={addBackAction}
          values={{ ...values, requestId }}
          redirectTo={changePath(call, requestId)}
        >
          <SubmitButton variant="secondary" icon={<Icon of={RotateCcw} />}>
            {t("addBack", { count: removed })}
          </SubmitButton>
        </ActionForm>
      )}
    </div>
  );
}

/** The live progress of a change, with buttons to stop, resume or undo it. */
export function ChangeProgress({ call, change, requestId }: Props) {
  const t = useTranslations("bulkChanges");
  return (
    <div className="flex flex-col gap-4">
      {isRunning(change) && <RefreshWhile />}
      <Progress label={t("rowsDone")} value={change.done} max={change.total} />
      <p className="tabular">{progressOf(t, change)}</p>
      <p role="status" className="sr-only">
        {isRunning(change) ? t("isRunning") : t("isOver")}
      </p>
      {change.state === "stopped" && (
        <Banner tone="warning" title={t("stoppedTitle")} quiet>
          {stopWords(t, change.stopCode)}
        </Banner>
      )}
      <ChangeActions call={call} change={change} requestId={requestId} />
    </div>
  );
}
