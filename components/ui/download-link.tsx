import type { ReactNode } from "react";
import { type ButtonLook, buttonStyle } from "./button-style.ts";
import { classes } from "./classes.ts";

/** A link to a file, styled as a button. A plain one: Next's router must not fetch it. */
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
