import { classes } from "./classes.ts";

export type ButtonLook = {
  /** primary: a screen's one main action. quiet: in rows and bars. danger: can't be undone. */
  variant?: "primary" | "secondary" | "quiet" | "danger";
  /** `md`: the audience's full touch target (44 or 56 px). `sm`: dense rows of staff tables. */
  size?: "sm" | "md";
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

export const buttonStyle = ({ variant = "primary", size = "md", full }: ButtonLook = {}) =>
  classes(
    "inline-flex cursor-pointer select-none items-center justify-center gap-2 rounded-md border text-center font-semibold leading-tight transition-colors",
    "disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-ink-soft disabled:border-dashed",
    variants[variant],
    sizes[size],
    full && "w-full",
  );
