import { useTranslations } from "next-intl";

const segments = Array.from({ length: 16 }, (_, index) => index);

/** A sound level from 0 to 1. Say the same in words beside it ("We can hear you"). */
export function Meter({ label, level }: { label: string; level: number }) {
  const t = useTranslations("ui");
  const value = Math.round(Math.min(1, Math.max(0, level)) * 100);
  const lit = Math.round((value / 100) * segments.length);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native meter turns red or yellow by rules of its own
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      aria-valuetext={t("percent", { value })}
      className="flex h-6 items-stretch gap-1"
    >
      {segments.map((segment) => (
        <span
          key={segment}
          className={`flex-1 rounded-sm border forced-color-adjust-none ${
            segment < lit ? "border-accent bg-accent" : "border-line-strong bg-transparent"
          }`}
        />
      ))}
    </div>
  );
}
