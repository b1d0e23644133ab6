import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/choice.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { CallTypeRules } from "#lib/call-types/rules.ts";
import { features } from "./features.ts";

type ErrorOf = (name: string) => string | undefined;

export function SettingFields({
  settings,
  errorOf,
}: {
  settings: CallTypeRules["settings"];
  errorOf: ErrorOf;
}) {
  const t = useTranslations("callTypes");
  const number = (name: string, value: number | null, more: object) => ({
    name: `settings.${name}`,
    type: "number" as const,
    inputMode: "decimal" as const,
    min: 0,
    step: "any",
    defaultValue: value ?? "",
    error: errorOf(`settings.${name}`),
    className: "sm:max-w-72",
    ...more,
    label: "",
  });
  return (
    <>
      <TextField
        {...number("joinAheadSeconds", settings.joinAheadSeconds / 60, {})}
        label={t("setting.joinAheadSeconds")}
        hint={t("joinAheadHint")}
      />
      <TextField
        {...number("inactivityTimeoutSeconds", settings.inactivityTimeoutSeconds / 60, {})}
        label={t("setting.inactivityTimeoutSeconds")}
      />
      <TextField
        {...number("maxParticipants", settings.maxParticipants, {})}
        label={t("setting.maxParticipants")}
      />
      <TextField
        {...number("maxDurationSeconds", settings.maxDurationSeconds && settings.maxDurationSeconds / 60, {})}
        label={t("setting.maxDurationSeconds")}
        hint={t("maxDurationHint")}
        optional
      />
      <TextField
        {...number("ring.missedAfterSeconds", settings.ring.missedAfterSeconds, {})}
        label={t("setting.ringMissedAfterSeconds")}
      />
      <Checkbox
        name="settings.ring.onStart"
        label={t("setting.ringOnStart")}
        hint={t("ringOnStartHint")}
        defaultChecked={settings.ring.onStart}
      />
      <fieldset>
        <legend className="mb-1 font-semibold">{t("features")}</legend>
        <p className="text-ink-soft text-sm">{t("featuresHint")}</p>
        {features.map((key) => (
          <Checkbox
            key={key}
            name={`settings.features.${key}`}
            label={t(`feature.${key}`)}
            defaultChecked={settings.features[key]}
          />
        ))}
      </fieldset>
    </>
  );
}
