"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import type { ServerAction } from "./form-outcome.ts";
import { showToast } from "./toast.tsx";

/**
 * A button that asks first: `title` is the question, `question` says what will happen, `confirm` is the verb. Pass `values`
 * as a function when they are chosen inside the dialog.
 */
export function AskButton({
  title,
  confirm,
  cancel,
  danger,
  action,
  values,
  toast,
  question,
  children,
  ...button
}: ButtonProps & {
  title: string;
  confirm: string;
  cancel?: string;
  danger?: boolean;
  action: ServerAction;
  values: object | (() => object);
  toast?: string;
  question?: ReactNode;
}) {
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const perform = async () => {
    const outcome = await action(typeof values === "function" ? values() : values);
    if (!outcome.ok) return outcome.message;
    if (toast) showToast({ text: toast });
    router.refresh();
    return undefined;
  };
  return (
    <>
      <Button {...button} onPress={() => setAsking(true)}>
        {children}
      </Button>
      <ConfirmDialog
        title={title}
        confirm={confirm}
        {...(cancel && { cancel })}
        {...(danger && { danger })}
        isOpen={isAsking}
        onOpenChange={setAsking}
        onConfirm={perform}
      >
        {question}
      </ConfirmDialog>
    </>
  );
}
