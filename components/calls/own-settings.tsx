import { featureWords } from "#components/call-types/type-words.ts";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import type { CallTypeSettings, SettingsOverride } from "#lib/call-types/rules.ts";

type Feature = keyof CallTypeSettings["features"];
const features = Object.keys(featureWords) as Feature[];

/** The settings that are numbers: how each is called, and how many of the server's units one of the screen's is. */
const numbers = {
  joinAheadSeconds: { label: "Waiting room opens, minutes before the start", unit: 60 },
  inactivityTimeoutSeconds: { label: "Ends when empty for, minutes", unit: 60 },
  maxParticipants: { label: "People at once, at most", unit: 1 },
} as const;
type NumberKey = keyof typeof numbers;
const numberKeys = Object.keys(numbers) as NumberKey[];

const switchOf = (own: boolean | undefined) => (own === undefined ? "" : own ? "on" : "off");

/** What a call has otherwise than its kind: an empty field is as the kind says. */
export function OwnSettings({
  own,
  usual,
  errors,
}: {
  own: SettingsOverride;
  usual: CallTypeSettings;
  errors: Readonly<Record<string, string | undefined>>;
}) {
  const number = (name: string, value: number | null | undefined, unit: number, usually: number | null) => ({
    id: `settingsOverride.${name}`,
    name,
    type: "number" as const,
    inputMode: "decimal" as const,
    min: 0,
    step: "any",
    required: false,
    className: "sm:max-w-72",
    hint: `Empty: as its kind says, ${usually === null ? "without a limit" : (usually / unit).toLocaleString("en-GB")}.`,
    defaultValue: value === undefined ? "" : value === null ? 0 : value / unit,
    error: errors[`settingsOverride.${name}`],
  });
  const choice = (name: string, label: string, value: boolean | undefined, usually: boolean) => (
    <NativeSelect
      key={name}
      name={name}
      label={label}
      required={false}
      defaultValue={switchOf(value)}
      placeholder={`As its kind says: ${usually ? "on" : "off"}`}
      className="sm:max-w-72"
    >
      <option value="on">On</option>
      <option value="off">Off</option>
    </NativeSelect>
  );
  const limit = number("maxDurationSeconds", own.maxDurationSeconds, 60, usual.maxDurationSeconds);
  return (
    <div className="flex flex-col gap-5">
      {numberKeys.map((key) => (
        <TextField
          key={key}
          {...number(key, own[key], numbers[key].unit, usual[key])}
          label={numbers[key].label}
        />
      ))}
      <TextField {...limit} hint={`${limit.hint} 0: without a limit.`} label="Longest time, minutes" />
      <TextField
        {...number("ring.missedAfterSeconds", own.ring?.missedAfterSeconds, 1, usual.ring.missedAfterSeconds)}
        label="A ring is missed after, seconds"
      />
      {choice("ring.onStart", "Starting it rings its members", own.ring?.onStart, usual.ring.onStart)}
      {features.map((key) =>
        choice(`features.${key}`, featureWords[key], own.features?.[key], usual.features[key]),
      )}
    </div>
  );
}

/** What OwnSettings say; numbers that are none are left for the server to refuse by name. */
export const ownSettingsOf = (form: FormData): SettingsOverride => {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const number = (name: string, unit: number) =>
    text(name) === "" ? undefined : Math.round(Number(text(name)) * unit);
  const isOn = (name: string) => (text(name) === "" ? undefined : text(name) === "on");
  const given = <T extends object>(all: T) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
  const limit = number("maxDurationSeconds", 60);
  const ring = given({
    missedAfterSeconds: number("ring.missedAfterSeconds", 1),
    onStart: isOn("ring.onStart"),
  });
  const switched = given(Object.fromEntries(features.map((key) => [key, isOn(`features.${key}`)])));
  return given({
    ...Object.fromEntries(numberKeys.map((key) => [key, number(key, numbers[key].unit)])),
    maxDurationSeconds: limit === 0 ? null : limit,
    ...(Object.keys(ring).length > 0 && { ring }),
    ...(Object.keys(switched).length > 0 && { features: switched }),
  }) as SettingsOverride;
};

const sortedEntries = ({ ring, features: switched, ...plain }: SettingsOverride) =>
  Object.entries({ ...plain, ...ring, ...switched })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => a.localeCompare(b));

export const isSameSettings = (a: SettingsOverride, b: SettingsOverride) =>
  JSON.stringify(sortedEntries(a)) === JSON.stringify(sortedEntries(b));

/** Of the settings in force, those that are not the kind's: what the call has of its own. */
export const ownAmong = (inForce: CallTypeSettings, usual: CallTypeSettings): SettingsOverride => {
  const differing = <T extends object>(all: T, usually: T): Partial<T> =>
    Object.fromEntries(
      Object.entries(all).filter(([key, value]) => value !== usually[key as keyof T]),
    ) as Partial<T>;
  const { ring, features: switched, ...plain } = inForce;
  const { ring: usualRing, features: usualFeatures, ...usualPlain } = usual;
  return {
    ...differing(plain, usualPlain),
    ring: differing(ring, usualRing),
    features: differing(switched, usualFeatures),
  };
};
