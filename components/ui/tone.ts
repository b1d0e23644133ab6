import { CircleAlert, CircleCheck, Info, type LucideIcon, Minus, TriangleAlert } from "lucide-react";

/** Colour, icon and words always go together. */
export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

export const toneStyle: Record<Tone, string> = {
  neutral: "border-line-strong bg-sunken text-ink",
  info: "border-info-line bg-info-surface text-info",
  success: "border-success-line bg-success-surface text-success",
  warning: "border-warning-line bg-warning-surface text-warning",
  danger: "border-danger-line bg-danger-surface text-danger",
};

export const toneIcon: Record<Tone, LucideIcon> = {
  neutral: Minus,
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
};
