import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { type Tone, toneIcon, toneStyle } from "./tone.ts";

/** A status in one or two words. All but neutral ones have an icon and a colour. */
export function StatusBadge({
  tone = "neutral",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  const Shape = icon ?? (tone === "neutral" ? undefined : toneIcon[tone]);
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 whitespace-nowrap rounded-sm border px-2 py-0.5 font-semibold text-sm",
        toneStyle[tone],
      )}
    >
      {Shape && <Shape aria-hidden="true" width="1.1em" height="1.1em" className="shrink-0" />}
      {children}
    </span>
  );
}

/** A number beside a word, as in the navigation. `label` is the whole phrase for screen readers. */
export function Count({ value, label, tone = "neutral" }: { value: number; label: string; tone?: Tone }) {
  return (
    <span
      className={classes(
        "tabular inline-flex min-w-6 items-center justify-center rounded-full border px-1.5 font-bold text-xs",
        toneStyle[tone],
      )}
    >
      <span aria-hidden="true">{value > 999 ? "999+" : value}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
