"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "react-aria-components/Button";
import { Toolbar } from "react-aria-components/Toolbar";
import { classes } from "./classes.ts";

/**
 * At most six controls, with arrow keys between them. The one that ends the visit is apart, in `end`. On narrow screens the
 * bar takes a second line, so no control is ever off screen.
 */
export function ControlBar({
  label,
  end,
  children,
}: {
  label: string;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Toolbar
      aria-label={label}
      className="mx-auto flex w-full max-w-3xl flex-wrap items-stretch justify-center gap-1 rounded-lg border border-line bg-surface p-1 sm:w-auto sm:flex-nowrap sm:gap-2 sm:p-2"
    >
      {children}
      {end && <div className="flex flex-1 border-line border-s ps-1 sm:ms-4 sm:flex-none sm:ps-4">{end}</div>}
    </Toolbar>
  );
}

const tones = {
  plain: "border-transparent bg-transparent text-ink hover:bg-line",
  off: "border-transparent bg-ink text-paper hover:bg-ink-soft",
  active: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  leave: "border-danger-line bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
};

/**
 * An icon above its label. The label says what a press does ("Mute"), so there is no pressed state; `tone` shows the state
 * (`off`: the microphone or camera is off; `active`: running, such as a shared screen).
 */
export function ControlButton({
  icon,
  label,
  tone = "plain",
  ...props
}: Omit<ButtonProps, "children" | "className" | "style"> & {
  icon: ReactNode;
  label: string;
  tone?: keyof typeof tones;
}) {
  return (
    <Button
      {...props}
      className={classes(
        "flex min-h-16 min-w-13 flex-1 cursor-pointer flex-col items-center justify-start gap-1 rounded-md border px-0.5 pt-2.5 pb-1.5 font-semibold text-[0.875rem] leading-tight transition-colors disabled:cursor-not-allowed disabled:bg-transparent disabled:text-ink-soft disabled:opacity-60 sm:min-w-20 sm:px-1.5",
        tones[tone],
      )}
    >
      <span className="text-[1.25rem]">{icon}</span>
      <span>{label}</span>
    </Button>
  );
}
