import { classes } from "./classes.ts";

export type ButtonLook = {
  /** primary: the one main action of a screen. secondary: others. quiet: in rows and bars. danger: cannot be undone. */
  variant?: "primary" | "secondary" | "quiet" | "danger";
  /** `md` is the audience's full target (44 or 56 px); `sm` is for dense rows of staff's tables. */
  size?: "sm" | "md";
  /** As wide as its column; on patients' pages the main action always is. */
  full?: boolean;
};

const variants = {
  primary: "bg-accent text-on-accent border-transparent hover:bg-accent-hover active:bg-accent-hover",
  secondary: "bg-surface text-ink border-line-strong hover:bg-sunken active:bg-sunken",
  quiet: "bg-transparent text-accent border-transparent hover:bg-accent-surface active:bg-accent-surface",
  danger:
    "bg-danger-fill text-on-danger border-danger-line hover:bg-danger-fill-hover active:bg-danger-fill-hover",
};

const sizes = {
  sm: "min-h-9 px-3 py-1 text-sm",
  md: "min-h-control px-4 py-2 text-base",
};

/** The classes of anything that looks like a button: buttons, links, menu triggers. */
export const buttonStyle = ({ variant = "primary", size = "md", full }: ButtonLook = {}) =>
  classes(
    "inline-flex cursor-pointer select-none items-center justify-center gap-2 rounded-md border text-center font-semibold leading-tight transition-colors",
    "disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-ink-soft disabled:border-dashed",
    variants[variant],
    sizes[size],
    full && "w-full",
  );
