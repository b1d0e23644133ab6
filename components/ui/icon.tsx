import type { LucideIcon } from "lucide-react";

/**
 * A lucide icon in the size of the text. Hidden from screen readers unless it has a `label`. Pass it as an element
 * (`icon={<Icon of={Video} />}`), because components can't be props of client components.
 */
export function Icon({
  of: Shape,
  label,
  size = "1.25em",
  directional,
}: {
  of: LucideIcon;
  label?: string;
  size?: string;
  /** Points forwards or backwards, so it is mirrored in right-to-left languages. */
  directional?: boolean;
}) {
  const name = label ? { role: "img", "aria-label": label } : { "aria-hidden": true };
  return (
    <Shape
      width={size}
      height={size}
      strokeWidth={2}
      className={directional ? "shrink-0 rtl:-scale-x-100" : "shrink-0"}
      focusable="false"
      {...name}
    />
  );
}
