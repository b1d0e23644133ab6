import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** A surface on the page. With a `title` it is a section with a heading, and `actions` beside it. */
export function Card({
  title,
  level = 2,
  actions,
  tone = "plain",
  flush,
  className,
  children,
}: {
  title?: ReactNode;
  level?: 2 | 3;
  actions?: ReactNode;
  /** accent: the one card on a page that matters now. */
  tone?: "plain" | "accent";
  /** No padding, for tables and lists. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  const Element = title ? "section" : "div";
  return (
    <Element
      className={classes(
        "overflow-clip rounded-lg border bg-surface shadow-raised",
        tone === "accent" ? "border-accent" : "border-line",
        className,
      )}
    >
      {(title || actions) && (
        <header className="flex flex-wrap items-center justify-between gap-3 px-gap pt-gap">
          {title && <Heading className="font-bold text-lg">{title}</Heading>}
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? "pt-3" : "p-gap"}>{children}</div>
    </Element>
  );
}
