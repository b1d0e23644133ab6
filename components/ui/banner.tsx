import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { type Tone, toneIcon, toneStyle } from "./tone.ts";

/**
 * A message that stays: what happened, and what to do next. Screen readers announce dangers at once, others politely.
 * `quiet`: not announced, because it was there when the page opened.
 */
export function Banner({
  tone = "info",
  title,
  action,
  quiet,
  className,
  children,
}: {
  tone?: Exclude<Tone, "neutral">;
  title?: ReactNode;
  action?: ReactNode;
  quiet?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  const Shape = toneIcon[tone];
  const role = quiet ? undefined : tone === "danger" ? "alert" : "status";
  return (
    <div
      role={role}
      className={classes(
        "flex flex-wrap items-center gap-3 rounded-md border p-4",
        toneStyle[tone],
        className,
      )}
    >
      <div className="flex min-w-[min(12rem,100%)] flex-1 items-start gap-3">
        <Shape aria-hidden="true" width="1.5em" height="1.5em" className="shrink-0" />
        <div className="min-w-0 break-words">
          {title && <p className="font-bold">{title}</p>}
          {children && <div className="text-ink">{children}</div>}
        </div>
      </div>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
