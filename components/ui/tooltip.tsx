"use client";

import type { ReactNode } from "react";
import {
  Tooltip as AriaTooltip,
  TooltipTrigger as AriaTooltipTrigger,
  type TooltipTriggerComponentProps,
} from "react-aria-components/Tooltip";
import { useOverlayContainer } from "./surface.tsx";

/** Its children are a pressable element and a `Tooltip`, which opens on hover after a moment, on keyboard focus at once. */
export function TooltipTrigger({ delay = 500, closeDelay = 100, ...props }: TooltipTriggerComponentProps) {
  return <AriaTooltipTrigger delay={delay} closeDelay={closeDelay} {...props} />;
}

/** Repeats or explains a control's name. Never the only place where something is said. */
export function Tooltip({ children }: { children: ReactNode }) {
  return (
    <AriaTooltip
      offset={6}
      UNSTABLE_portalContainer={useOverlayContainer()}
      className="max-w-64 animate-appear rounded-sm border border-transparent bg-ink px-2.5 py-1.5 text-paper text-sm shadow-overlay"
    >
      {children}
    </AriaTooltip>
  );
}
