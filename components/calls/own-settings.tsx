import { useTranslations } from "next-intl";
import { features } from "#components/call-types/features.ts";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { useFormats } from "#components/ui/use-formats.ts";
import type { CallTypeSettings, SettingsOverride } from "#lib/call-types/rules.ts";
import { numberKeys, units } from "./own-settings-values.ts";

const switchOf = (own: boolean | undefined) => (own === undefined ? "" : own ? "on" : "off");

/** A call's own settings. An empty field means the kind's setting. */
export function OwnSettings({
  own,
  usual,
  errors,
}: {
  own: SettingsOverride;
  usual: CallTypeSettings;
  errors: Readonly<Record<string, string | undefined>>;
}) {
  const t = useTranslations("calls");
  const tTypes = useTranslations("callTypes");
  const format = useFormats();
  const number = (
    name: string,
    value: number | null | undefined,
    unit: number,
    kindValue: number | null,
  ) => ({
    id: `settingsOverride.${name}`,
    name,
    type: "number" as const,
    inputMode: "decimal" as const,
    min: 0,
    step: "any",
    required: false,
    className: "sm:max-w-72",
    hint: t(name === "maxDurationSeconds" ? "defaultLimit" : "default", {
      value: kindValue === null ? t("noLimit") : format.number(kindValue / unit),
    }),
    defaultValue: value === undefined ? "" : value === null ? 0 : value / unit,
    error: errors[`settingsOverride.${name}`],
  });
  const choice = (name: string, label: string, value: boolean | undefined, kindValue: boolean) => (
    <NativeSelect
      key={name}
      name={name}
      label={label}
      required={false}
      defaultValue={switchOf(value)}
      placeholder={kindValue ? t("defaultOn") : t("defaultOff")}
      className="sm:max-w-72"
    >
      <option value="on">{t("on")}</option>
      <option value="off">{t("off")}</option>
    </NativeSelect>
  );
  const limit = number("maxDurationSeconds", own.maxDurationSeconds, 60, usual.maxDurationSeconds);
  return (
    <div className="flex flex-col gap-5">
      {numberKeys.map((key) => (
        <TextField
          key={key}
          {...number(key, own[key], units[key], usual[key])}
          label={tTypes(`setting.${key}`)}
        />
      ))}
      <TextField {...limit} label={tTypes("setting.maxDurationSeconds")} />
      <TextField
        {...number("ring.missedAfterSeconds", own.ring?.missedAfterSeconds, 1, usual.ring.missedAfterSeconds)}
        label={tTypes("setting.ringMissedAfterSeconds")}
      />
      {choice("ring.onStart", tTypes("setting.ringOnStart"), own.ring?.onStart, usual.ring.onStart)}
      {features.map((key) =>
        choice(`features.${key}`, tTypes(`feature.${key}`), own.features?.[key], usual.features[key]),
      )}
    </div>
  );
}
