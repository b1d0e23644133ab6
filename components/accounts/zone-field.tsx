import { NativeSelect } from "#components/ui/text-field.tsx";
import { zoneWords } from "#lib/times/rules/name-zones.ts";

export function ZoneField({
  zones,
  ...field
}: {
  name: string;
  label: string;
  hint: string;
  zones: readonly string[];
  defaultValue: string;
  error?: string | undefined;
  className?: string;
}) {
  return (
    <NativeSelect {...field}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zoneWords(zone)}
        </option>
      ))}
    </NativeSelect>
  );
}
