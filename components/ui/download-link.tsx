import type { ReactNode } from "react";
import { type ButtonLook, buttonStyle } from "./button-style.ts";
import { classes } from "./classes.ts";

/** A link that gives a file, looking like a button: a plain one, for the browser to take and not Next's router. */
export function DownloadLink({
  href,
  icon,
  variant = "secondary",
  children,
}: {
  href: string;
  icon?: ReactNode;
  variant?: ButtonLook["variant"];
  children: ReactNode;
}) {
  return (
    <a href={href} download className={classes(buttonStyle({ variant }), "no-underline")}>
      {icon}
      <span>{children}</span>
    </a>
  );
}
