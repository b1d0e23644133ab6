"use client";

import { CalendarX, MoreHorizontal, Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Dialog, DialogTrigger } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { Tooltip, TooltipTrigger } from "#components/ui/tooltip.tsx";
import { Chapter, Sample } from "./sample.tsx";

const soon = () => new Promise<undefined>((done) => setTimeout(() => done(undefined), 800));

export function OverlaySamples() {
  const [asking, setAsking] = useState(false);
  return (
    <Chapter title="Overlays">
      <Sample title="Dialog, confirmation, menu, tooltip">
        <DialogTrigger>
          <Button variant="secondary">Open a dialog</Button>
          <Dialog title="Who is in this visit">
            <p>Dr Amara Okafor, clinician, and one patient.</p>
          </Dialog>
        </DialogTrigger>
        <Button variant="secondary" onPress={() => setAsking(true)}>
          Ask for confirmation
        </Button>
        <ConfirmDialog
          title="Cancel this appointment?"
          confirm="Cancel appointment"
          cancel="Keep it"
          danger
          isOpen={asking}
          onOpenChange={setAsking}
          onConfirm={soon}
        >
          The patient is told right away, and the link stops working.
        </ConfirmDialog>
        <Menu
          label="More about this appointment"
          trigger={
            <Button variant="secondary" icon={<Icon of={MoreHorizontal} />}>
              More
            </Button>
          }
          items={[
            { id: "move", label: "Move to another time", icon: <Icon of={Pencil} />, href: "/design" },
            { id: "print", label: "Print", isDisabled: true },
            {
              id: "cancel",
              label: "Cancel appointment",
              icon: <Icon of={CalendarX} />,
              danger: true,
              onAction: () => setAsking(true),
            },
          ]}
        />
        <TooltipTrigger>
          <Button variant="quiet">With a tooltip</Button>
          <Tooltip>Explains what a control does</Tooltip>
        </TooltipTrigger>
      </Sample>
      <Sample title="Toasts">
        <Button variant="secondary" onPress={() => showToast({ text: "Link sent" })}>
          Success
        </Button>
        <Button
          variant="secondary"
          onPress={() =>
            showToast({
              text: "Member removed",
              tone: "info",
              action: { label: "Undo", onPress: () => showToast({ text: "Member is back" }) },
            })
          }
        >
          With an action
        </Button>
        <Button variant="secondary" onPress={() => showToast({ text: "Message not sent", tone: "danger" })}>
          Danger
        </Button>
      </Sample>
    </Chapter>
  );
}
