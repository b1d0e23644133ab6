"use client";

import { PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ControlButton } from "#components/ui/control-bar.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { endCallAction } from "#lib/calls/actions.ts";

type LeaveProps = { call: CallRef; mayEnd: boolean; onLeave: () => void; onEnded: () => void };

/** The way out. Someone who may end the visit for everyone is asked which of the two they mean. */
export function Leave({ mayEnd, onLeave, ...ending }: LeaveProps) {
  const t = useTranslations("room");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ControlButton
        icon={<Icon of={PhoneOff} />}
        label={t("bar.leave")}
        tone="leave"
        onPress={() => (mayEnd ? setOpen(true) : onLeave())}
      />
      <Dialog title={t("leave.question")} isOpen={isOpen} onOpenChange={setOpen}>
        {(close) => <LeaveQuestion {...ending} onLeave={onLeave} onStay={close} />}
      </Dialog>
    </>
  );
}

type QuestionProps = Pick<LeaveProps, "call" | "onLeave" | "onEnded"> & { onStay: () => void };

function LeaveQuestion({ call, onLeave, onEnded, onStay }: QuestionProps) {
  const t = useTranslations("room");
  const tUi = useTranslations("ui");
  const [failure, setFailure] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const end = () =>
    startTransition(async () => {
      const outcome = await endCallAction(call).catch(() => null);
      if (outcome?.ok) return onEnded();
      setFailure(outcome?.message ?? tUi("notConnected"));
    });
  return (
    <>
      <p className="text-ink-soft">{t("leave.explanation")}</p>
      {failure && <Banner tone="danger">{failure}</Banner>}
      <div className="flex flex-col gap-2">
        <Button full onPress={onLeave}>
          {t("leave.leave")}
        </Button>
        <Button full variant="danger" isPending={isPending} onPress={end}>
          {t("leave.endForEveryone")}
        </Button>
        <Button full variant="secondary" onPress={onStay}>
          {t("leave.stay")}
        </Button>
      </div>
    </>
  );
}
