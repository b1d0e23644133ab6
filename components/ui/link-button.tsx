import Link from "next/link";
import type { ReactNode } from "react";
import { type ButtonLook, buttonStyle } from "./button-style.ts";
import { classes } from "./classes.ts";

/** A link styled as a button: it goes somewhere and never changes anything. */
export function LinkButton({
  href,
  icon,
  children,
  className,
  variant,
  size,
  full,
  ...rest
}: ButtonLook & {
  href: string;
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
  target?: string;
  prefetch?: boolean;
  "aria-label"?: string;
  download?: boolean;
}) {
  return (
    <Link
      {...rest}
      href={href}
      className={classes(buttonStyle({ variant, size, full }), "no-underline", className)}
    >
      {icon}
      <span>{children}</span>
    </Link>
  );
}
