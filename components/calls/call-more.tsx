"use client";

import { MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { deleteCallAction } from "#lib/calls/actions.ts";
import { callPath } from "./call-state.tsx";

const keys = {
  soft: {
    label: "delete",
    title: "deleteQuestion",
    body: "deleteConsequences",
    confirm: "deleteCall",
  },
  hard: {
    label: "deleteForever",
    title: "deleteForeverQuestion",
    body: "deleteForeverConsequences",
    confirm: "deleteForever",
  },
} as const;
type Deletion = keyof typeof keys;

/** An administrator's menu of a call. */
export function CallMore({ type, id }: { type: string; id: string }) {
  const t = useTranslations("calls");
  const router = useRouter();
  const [deletion, setDeletion] = useState<Deletion>("soft");
  const [isAsking, setAsking] = useState(false);
  const { title, body, confirm } = keys[deletion];
  const perform = async () => {
    const outcome = await deleteCallAction({ type, id, hard: deletion === "hard" });
    if (!outcome.ok) return outcome.message;
    showToast({ text: t("deleted") });
    router.replace("/admin/calls");
    return undefined;
  };
  const entry = (key: Deletion) => ({
    id: key,
    label: t(keys[key].label),
    icon: <Icon of={Trash2} />,
    danger: true,
    onAction: () => {
      setDeletion(key);
      setAsking(true);
    },
  });
  return (
    <>
      <Menu
        label={t("moreAboutCall")}
        trigger={
          <Button variant="secondary" icon={<Icon of={MoreHorizontal} />}>
            {t("more")}
          </Button>
        }
        items={[
          {
            id: "edit",
            label: t("edit"),
            icon: <Icon of={Pencil} />,
            href: `${callPath({ type, id })}/edit`,
          },
          entry("soft"),
          entry("hard"),
        ]}
      />
      <ConfirmDialog
        title={t(title)}
        confirm={t(confirm)}
        cancel={t("keepCall")}
        danger
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={perform}
      >
        {t(body)}
      </ConfirmDialog>
    </>
  );
}
