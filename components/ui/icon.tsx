import type { LucideIcon } from "lucide-react";

/**
 * A lucide icon, as high as the text around it. It is decoration and hidden from screen readers unless `label` says
 * what it means. Pass it on as an element (`icon={<Icon of={Video} />}`): a component cannot cross to the browser's side.
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
  /** Points forwards or backwards, and so the other way where text runs from right to left. */
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
