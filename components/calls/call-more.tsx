"use client";

import { MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { deleteCallAction } from "#lib/calls/actions.ts";
import { callPath } from "./call-state.tsx";

const ways = {
  soft: {
    label: "Delete",
    title: "Delete this call?",
    body: "Nobody finds it any more, and whoever is connected is out at once. Who was in it stays in the records. This cannot be undone.",
    confirm: "Delete it",
  },
  hard: {
    label: "Delete for good",
    title: "Delete this call for good?",
    body: "Its rows are taken away, members and data too. That can only be where nothing has to be kept: no appointment, and nobody was ever connected. This cannot be undone.",
    confirm: "Delete it for good",
  },
};

/** What else an administrator may do with a call. */
export function CallMore({ type, id }: { type: string; id: string }) {
  const router = useRouter();
  const [way, setWay] = useState<keyof typeof ways>("soft");
  const [isAsking, setAsking] = useState(false);
  const { title, body, confirm } = ways[way];
  const perform = async () => {
    const outcome = await deleteCallAction({ type, id, hard: way === "hard" });
    if (!outcome.ok) return outcome.message;
    showToast({ text: "The call was deleted" });
    router.replace("/admin/calls");
    return undefined;
  };
  const entry = (key: keyof typeof ways) => ({
    id: key,
    label: ways[key].label,
    icon: <Icon of={Trash2} />,
    danger: true,
    onAction: () => {
      setWay(key);
      setAsking(true);
    },
  });
  return (
    <>
      <Menu
        label="More about this call"
        trigger={
          <Button variant="secondary" icon={<Icon of={MoreHorizontal} />}>
            More
          </Button>
        }
        items={[
          {
            id: "edit",
            label: "Change it",
            icon: <Icon of={Pencil} />,
            href: `${callPath({ type, id })}/edit`,
          },
          entry("soft"),
          entry("hard"),
        ]}
      />
      <ConfirmDialog
        title={title}
        confirm={confirm}
        cancel="Keep it"
        danger
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={perform}
      >
        {body}
      </ConfirmDialog>
    </>
  );
}
