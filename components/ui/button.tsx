"use client";

import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { useFormStatus } from "react-dom";
import { type ButtonLook, buttonStyle } from "./button-style.ts";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonProps = Omit<AriaButtonProps, "children" | "className" | "style"> &
  ButtonLook & { icon?: ReactNode; className?: string; children: ReactNode };

/**
 * A button; a native one underneath, so that in a form it works before JavaScript. `isPending` keeps its place and its
 * focus, shows a spinner and ignores presses; `isDisabled` is for what cannot be done now (say why next to it).
 */
export function Button({ variant, size, full, icon, className, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={classes(buttonStyle({ variant, size, full }), className)}>
      {props.isPending ? <Spinner /> : icon}
      <span>{children}</span>
    </AriaButton>
  );
}

/** The button that sends the form around it; pending by itself while the form's action runs. */
export function SubmitButton({ pending, ...props }: ButtonProps & { pending?: boolean }) {
  const status = useFormStatus();
  return <Button type="submit" {...props} isPending={pending ?? status.pending} />;
}
