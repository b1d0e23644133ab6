import { features } from "#components/call-types/features.ts";
import type { CallTypeSettings, SettingsOverride } from "#lib/call-types/rules.ts";

/** The numeric settings, with how many of the server's units one of the screen's is. */
export const units = { joinAheadSeconds: 60, inactivityTimeoutSeconds: 60, maxParticipants: 1 } as const;
export const numberKeys = ["joinAheadSeconds", "inactivityTimeoutSeconds", "maxParticipants"] as const;

/** The settings in the OwnSettings fields. The server refuses what is not a number. */
export const ownSettingsOf = (form: FormData): SettingsOverride => {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const number = (name: string, unit: number) =>
    text(name) === "" ? undefined : Math.round(Number(text(name)) * unit);
  const isOn = (name: string) => (text(name) === "" ? undefined : text(name) === "on");
  const defined = <T extends object>(all: T) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;
  const limit = number("maxDurationSeconds", 60);
  const ring = defined({
    missedAfterSeconds: number("ring.missedAfterSeconds", 1),
    onStart: isOn("ring.onStart"),
  });
  const switched = defined(Object.fromEntries(features.map((key) => [key, isOn(`features.${key}`)])));
  return defined({
    ...Object.fromEntries(numberKeys.map((key) => [key, number(key, units[key])])),
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

/** The settings in force that differ from the kind's. */
export const ownAmong = (inForce: CallTypeSettings, usual: CallTypeSettings): SettingsOverride => {
  const differing = <T extends object>(all: T, usualValues: T): Partial<T> =>
    Object.fromEntries(
      Object.entries(all).filter(([key, value]) => value !== usualValues[key as keyof T]),
    ) as Partial<T>;
  const { ring, features: switched, ...plain } = inForce;
  const { ring: usualRing, features: usualFeatures, ...usualPlain } = usual;
  return {
    ...differing(plain, usualPlain),
    ring: differing(ring, usualRing),
    features: differing(switched, usualFeatures),
  };
};
