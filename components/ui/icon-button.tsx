"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "react-aria-components/Button";
import { classes } from "./classes.ts";
import { Spinner } from "./spinner.tsx";
import { Tooltip, TooltipTrigger } from "./tooltip.tsx";

const looks = {
  quiet: "border-transparent text-ink hover:bg-sunken active:bg-sunken",
  secondary: "border-line-strong bg-surface text-ink hover:bg-sunken active:bg-sunken",
  danger: "border-transparent text-danger hover:bg-danger-surface active:bg-danger-surface",
};

/** A button with only an icon. `name` is its accessible name and its tooltip. */
export function IconButton({
  name,
  icon,
  look = "quiet",
  className,
  isPending,
  ...props
}: Omit<ButtonProps, "children" | "className" | "style" | "aria-label"> & {
  name: string;
  icon: ReactNode;
  look?: keyof typeof looks;
  className?: string;
}) {
  return (
    <TooltipTrigger>
      <Button
        {...props}
        {...(isPending && { type: "button" as const, onPress: undefined, "aria-disabled": true })}
        aria-label={name}
        className={classes(
          "inline-flex size-control shrink-0 cursor-pointer items-center justify-center rounded-md border transition-colors disabled:cursor-not-allowed disabled:text-ink-soft disabled:opacity-60",
          looks[look],
          className,
        )}
      >
        {isPending ? <Spinner /> : icon}
      </Button>
      <Tooltip>{name}</Tooltip>
    </TooltipTrigger>
  );
}
