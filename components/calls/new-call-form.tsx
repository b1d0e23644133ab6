"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { SubmitButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/choice.tsx";
import { type Outcome, refusalOf, refuse } from "#components/ui/form-outcome.ts";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { createCallAction } from "#lib/calls/actions.ts";
import type { FieldProblem } from "#lib/errors.ts";
import { fieldProblemKeys } from "#lib/messages.ts";
import type { Named } from "./call-filters.ts";
import { CallPeople, type Chosen } from "./call-people.tsx";
import { callPath } from "./call-state.tsx";
import { StartFields, startOf, useStartError } from "./start-fields.tsx";

const ownKeys: Partial<Record<string, "invalid.id" | "invalid.people">> = {
  id: "invalid.id",
  people: "invalid.people",
};

/** Attaches each problem to the field on the screen. */
function useSentence() {
  const t = useTranslations("calls");
  const tFields = useTranslations("fieldProblems");
  return (path: string, problem: FieldProblem) => {
    const field = path.startsWith("member") ? "people" : path;
    const ownKey = ownKeys[field];
    return [field, ownKey ? t(ownKey) : tFields(fieldProblemKeys[problem])] as const;
  };
}

/** Creates a call: its kind, its people, and when it starts. */
export function NewCallForm({ kinds, teams, zone }: { kinds: Named; teams: Named; zone: string }) {
  const t = useTranslations("calls");
  const startError = useStartError();
  const sentence = useSentence();
  const router = useRouter();
  const [people, setPeople] = useState<Chosen[]>([]);
  const create = async (_previous: Outcome | null, form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const start = startOf(form, zone, new Date());
    if ("error" in start) return refuse({ startsAt: startError(start.error) });
    const outcome = await createCallAction({
      type: text("type"),
      ...(text("id") && { id: text("id") }),
      ...(text("team") && { team: text("team") }),
      ...(start.at && { startsAt: start.at }),
      ...(form.has("silent") && { video: false }),
      members: people.map(({ id, role }) => ({ userId: id, role })),
      notify: form.has("notify"),
      ring: form.has("ring"),
    });
    if (!outcome.ok) return refusalOf(outcome, sentence);
    if (!outcome.value.created) return refuse({ id: t("invalid.taken") });
    showToast({ text: t("callCreated") });
    router.push(callPath(outcome.value.call));
    return outcome;
  };
  const defaultKind = (kinds.find(({ id }) => id === "livestream") ?? kinds[0])?.id;
  return (
    <ActionForm action={create} className="flex max-w-column flex-col gap-6">
      {(errors) => (
        <>
          <Card title={t("what")}>
            <div className="flex flex-col gap-5">
              <NativeSelect name="type" label={t("kind")} defaultValue={defaultKind} error={errors.type}>
                {kinds.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
              <TextField
                name="id"
                label={t("id")}
                optional
                hint={t("idHint")}
                autoComplete="off"
                spellCheck={false}
                error={errors.id}
              />
              <NativeSelect
                name="team"
                label={t("team")}
                optional
                hint={t("teamHint")}
                placeholder={t("noTeam")}
                defaultValue=""
                error={errors.team}
              >
                {teams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
              <StartFields at={null} zone={zone} error={errors.startsAt} />
              <Checkbox name="silent" optional label={t("soundOnly")} hint={t("soundOnlyHint")} />
            </div>
          </Card>
          <Card title={t("who")}>
            <div className="flex flex-col gap-5">
              <CallPeople chosen={people} onChange={setPeople} error={errors.people} />
              <div>
                <Checkbox name="notify" optional label={t("notify")} hint={t("notifyHint")} />
                <Checkbox name="ring" optional label={t("ringNow")} hint={t("ringNowHint")} />
              </div>
            </div>
          </Card>
          <div>
            <SubmitButton>{t("createCall")}</SubmitButton>
          </div>
        </>
      )}
    </ActionForm>
  );
}
