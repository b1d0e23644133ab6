import { useTranslations } from "next-intl";

const bounded = [
  "joinAheadSeconds",
  "inactivityTimeoutSeconds",
  "maxParticipants",
  "maxDurationSeconds",
  "missedAfterSeconds",
] as const;

/** What a settings field accepts, in the units of the screen; the numbers are those of `times` in lib/call-types/rules.ts. */
export function useBounds() {
  const t = useTranslations("callTypes");
  return (field: string): string | undefined => {
    const key = bounded.find((one) => one === field.replace("ring.", ""));
    return key && t(`bound.${key}`);
  };
}
