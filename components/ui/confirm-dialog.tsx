"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { Dialog, type DialogProps } from "./dialog.tsx";

/**
 * Asks before something that can't be undone. `confirm` is a verb, never "OK". If `onConfirm` returns what went wrong, the
 * dialog stays open and shows it.
 */
export function ConfirmDialog({
  confirm,
  cancel,
  danger,
  onConfirm,
  children,
  ...dialog
}: Omit<DialogProps, "children" | "isAlert"> & {
  confirm: string;
  cancel?: string;
  danger?: boolean;
  onConfirm: () => undefined | string | Promise<undefined | string>;
  children?: ReactNode;
}) {
  const t = useTranslations("ui");
  const [failure, setFailure] = useState<string>();
  const [isPending, startTransition] = useTransition();
  const run = (close: () => void) =>
    startTransition(async () => {
      const sentence = await onConfirm();
      setFailure(sentence);
      if (!sentence) close();
    });
  return (
    <Dialog {...dialog} isAlert>
      {(close) => (
        <>
          {children && <div className="text-ink-soft">{children}</div>}
          {failure && <Banner tone="danger">{failure}</Banner>}
          <div className="flex flex-col gap-2 sm:flex-row-reverse">
            <Button variant={danger ? "danger" : "primary"} isPending={isPending} onPress={() => run(close)}>
              {confirm}
            </Button>
            <Button variant="secondary" onPress={close} autoFocus>
              {cancel ?? t("cancel")}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
