"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { CallRef } from "#lib/access.ts";
import { blockUserAction, updateMembersAction } from "#lib/members/actions.ts";
import type { ActionMember } from "./role-form.tsx";

type Props = {
  call: CallRef;
  member: ActionMember;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
};

export function BlockDialog({ call, member, ...dialog }: Props) {
  const t = useTranslations("members");
  const router = useRouter();
  const { name, userId } = member;
  const block = async () => {
    const outcome = await blockUserAction({ type: call.type, id: call.id, userId });
    if (!outcome.ok) return outcome.message;
    showToast({ text: t("blockDone", { name }) });
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      {...dialog}
      title={t("blockQuestion", { name })}
      confirm={t("block")}
      danger
      onConfirm={block}
    >
      {t("blockConsequences")}
    </ConfirmDialog>
  );
}

export function RemoveDialog({ call, member, ...dialog }: Props) {
  const t = useTranslations("members");
  const router = useRouter();
  const { name, userId, role, custom } = member;
  const ref = { type: call.type, id: call.id };
  const addBack = async () => {
    const outcome = await updateMembersAction({ ...ref, update: [{ userId, role, custom }] });
    showToast(outcome.ok ? { text: t("addedBack", { name }) } : { text: outcome.message, tone: "danger" });
    router.refresh();
  };
  const remove = async () => {
    const outcome = await updateMembersAction({ ...ref, remove: [member.id] });
    if (!outcome.ok) return outcome.message;
    // Adding a blocked member back would also unblock them.
    const undo = member.isBlocked ? {} : { action: { label: t("undo"), onPress: addBack } };
    showToast({ text: t("removeDone", { name }), ...undo });
    router.refresh();
    return undefined;
  };
  return (
    <ConfirmDialog
      {...dialog}
      title={t("removeOneQuestion", { name })}
      confirm={t("remove")}
      danger
      onConfirm={remove}
    >
      {t("removeConsequences")}
    </ConfirmDialog>
  );
}
