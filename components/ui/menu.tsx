"use client";

import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { classes } from "./classes.ts";
import { useOverlayContainer } from "./surface.tsx";

export type MenuItem = {
  id: string;
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  isDisabled?: boolean;
  /** Pass either `href` or `onAction`. */
  href?: string;
  onAction?: () => void;
};

/** More actions behind a button. `trigger` is a Button or an IconButton. */
export function Menu({ label, trigger, items }: { label: string; trigger: ReactNode; items: MenuItem[] }) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover
        placement="bottom end"
        UNSTABLE_portalContainer={useOverlayContainer()}
        className="min-w-52 animate-appear rounded-md border border-line-strong bg-surface p-1 text-ink shadow-overlay"
      >
        <AriaMenu aria-label={label} className="outline-none">
          {items.map(({ id, icon, danger, label: text, ...item }) => (
            <AriaMenuItem
              key={id}
              id={id}
              textValue={text}
              {...item}
              className={classes(
                "flex min-h-control cursor-pointer items-center gap-3 rounded-sm px-3 outline-none data-disabled:cursor-not-allowed data-focused:bg-accent-surface data-disabled:text-ink-soft data-disabled:opacity-70 forced-colors:data-focused:bg-[Highlight]",
                danger && "text-danger",
              )}
            >
              {icon}
              {text}
            </AriaMenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
