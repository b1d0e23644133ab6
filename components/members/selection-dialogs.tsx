"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { changePath } from "#components/bulk-changes/change-paths.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { changeRolesAction, removeManyAction } from "#lib/bulk-changes/actions.ts";
import type { Filter } from "#lib/queries/rules.ts";
import type { MemberRole } from "#lib/roles.ts";
import { RoleOptions } from "./role-options.tsx";

/** The members that a dialog is about; `total` is their number in words. */
export type Selected = {
  readonly scope: "selected" | "all" | "matching";
  readonly count: number;
  readonly total: string;
  readonly conditions: readonly string[];
  readonly selection: { readonly filter: Filter } | { readonly memberIds: readonly string[] };
};

type Props = {
  call: CallRef;
  selected: Selected;
  clear: () => void;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

/** Starts a bulk change and shows its progress. Returns what went wrong. */
function useBulkAction({ call, selected, clear }: Pick<Props, "call" | "selected" | "clear">) {
  const router = useRouter();
  const { selection } = selected;
  const inputFor = () => ({ type: call.type, id: call.id, requestId: crypto.randomUUID(), selection });
  return async (
    perform: (input: ReturnType<typeof inputFor>) => ReturnType<typeof removeManyAction>,
  ): Promise<string | undefined> => {
    const outcome = await perform(inputFor());
    if (!outcome.ok) return outcome.message;
    clear();
    router.push(changePath(call, outcome.value.changeId));
    return undefined;
  };
}

export function RemoveSelectedDialog({ call, selected, clear, ...dialog }: Props) {
  const t = useTranslations("members");
  const start = useBulkAction({ call, selected, clear });
  const { scope, count, total } = selected;
  return (
    <ConfirmDialog
      {...dialog}
      title={t(`removeQuestion.${scope}`, { count, total })}
      confirm={t("removeCount", { total })}
      danger
      onConfirm={() => start(removeManyAction)}
    >
      <div className="flex flex-col gap-3">
        <p>{t("removeManyConsequences")}</p>
        <Conditions selected={selected} />
      </div>
    </ConfirmDialog>
  );
}

export function ChangeRolesDialog({ call, selected, clear, ...dialog }: Props) {
  const t = useTranslations("members");
  const start = useBulkAction({ call, selected, clear });
  const [role, setRole] = useState<MemberRole>("observer");
  const { scope, count, total } = selected;
  return (
    <ConfirmDialog
      {...dialog}
      title={t(`changeRoleQuestion.${scope}`, { count, total })}
      confirm={t("changeRole")}
      onConfirm={() => start((input) => changeRolesAction({ ...input, role }))}
    >
      <div className="flex flex-col gap-3">
        <NativeSelect
          name="newRole"
          label={t("newRole")}
          defaultValue={role}
          onChange={(event) => setRole(event.currentTarget.value as MemberRole)}
        >
          <RoleOptions />
        </NativeSelect>
        <Conditions selected={selected} />
      </div>
    </ConfirmDialog>
  );
}

function Conditions({ selected: { scope, conditions } }: { selected: Selected }) {
  const t = useTranslations("members");
  if (scope === "selected") return null;
  return (
    <>
      <p>{t("appliesToAll")}</p>
      <ul className="list-disc ps-6">
        {(scope === "all" ? [t("everyMember")] : conditions).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
