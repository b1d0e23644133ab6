"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { useFormStatus } from "react-dom";
import { type ButtonLook, buttonStyle } from "./button-style.ts";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonProps = Omit<AriaButtonProps, "children" | "className" | "style"> &
  ButtonLook & { icon?: ReactNode; className?: string; children: ReactNode };

/**
 * A native button, which works in forms before JavaScript. `isPending` keeps the focus, shows a spinner and ignores presses.
 * Beside an `isDisabled` button, say why.
 */
export function Button({ variant, size, full, icon, className, children, isPending, ...props }: ButtonProps) {
  const t = useTranslations("ui");
  // React Aria's own pending state leaves an unnamed image in its announcer if the button disappears meanwhile.
  const idle = isPending && { type: "button" as const, onPress: undefined, "aria-disabled": true };
  return (
    <>
      <AriaButton {...props} {...idle} className={classes(buttonStyle({ variant, size, full }), className)}>
        {isPending ? <Spinner /> : icon}
        <span>{children}</span>
      </AriaButton>
      {isPending !== undefined && (
        <span role="status" className="sr-only">
          {isPending && t("pleaseWait")}
        </span>
      )}
    </>
  );
}

/** Submits the form around it, and is pending while the form's action runs. */
export function SubmitButton({ pending, ...props }: ButtonProps & { pending?: boolean }) {
  const status = useFormStatus();
  return <Button type="submit" {...props} isPending={pending ?? status.pending} />;
}
