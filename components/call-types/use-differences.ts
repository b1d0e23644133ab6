import { useTranslations } from "next-intl";
import { useFormats } from "#components/ui/use-formats.ts";
import type { CallTypeRules } from "#lib/call-types/rules.ts";
import { memberRoles } from "#lib/roles.ts";
import { features } from "./features.ts";

type Content = Pick<CallTypeRules, "name" | "settings" | "grants">;

/** Describes what changed from one version of a call type to the next, one line per change. */
export function useDifferences() {
  const linesOf = useSettingLines();
  const grantChanges = useGrantChanges();
  const t = useTranslations("callTypes");
  return (before: Content, after: Content): string[] => {
    const [old, next] = [linesOf(before), linesOf(after)];
    const settings = next.flatMap(([what, value], index) => {
      const previous = old[index]?.[1] ?? "";
      return previous === value ? [] : [t("changedLine", { what, before: previous, after: value })];
    });
    return [...settings, ...grantChanges(before, after)];
  };
}

function useSettingLines() {
  const t = useTranslations("callTypes");
  const { number, duration } = useFormats();
  const time = (seconds: number | null) => (seconds === null ? t("noLimit") : duration(seconds * 1_000));
  const onOff = (isOn: boolean) => (isOn ? t("on") : t("off"));
  return ({ name, settings }: Content): (readonly [string, string])[] => [
    [t("line.name"), name],
    [t("line.joinAhead"), time(settings.joinAheadSeconds)],
    [t("line.inactivityTimeout"), time(settings.inactivityTimeoutSeconds)],
    [t("line.maxParticipants"), number(settings.maxParticipants)],
    [t("line.maxDuration"), time(settings.maxDurationSeconds)],
    [t("line.missedAfter"), time(settings.ring.missedAfterSeconds)],
    [t("line.ringOnStart"), onOff(settings.ring.onStart)],
    ...features.map((key) => [t(`feature.${key}`), onOff(settings.features[key])] as const),
  ];
}

function useGrantChanges() {
  const t = useTranslations("callTypes");
  const tRoles = useTranslations("roles");
  const { list } = useFormats();
  return (before: Content, after: Content): string[] =>
    memberRoles.flatMap((role) => {
      const [had, has] = [before.grants[role] ?? [], after.grants[role] ?? []];
      const names = (all: typeof has) => list(all.map((one) => t(`capability.${one}.name`)));
      const added = has.filter((one) => !had.includes(one));
      const removed = had.filter((one) => !has.includes(one));
      return [
        ...(added.length > 0 ? [t("nowAllowed", { role: tRoles(role), capabilities: names(added) })] : []),
        ...(removed.length > 0
          ? [t("noLongerAllowed", { role: tRoles(role), capabilities: names(removed) })]
          : []),
      ];
    });
}
