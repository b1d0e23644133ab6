import { Search } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { FilterChip } from "#components/ui/chip.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import { type CallSearch, type Chip, callStates, callsPath, type Named } from "./call-filters.ts";

function Choice({
  name,
  label,
  any,
  value,
  all,
}: {
  name: string;
  label: string;
  any: string;
  value: string;
  all: Named;
}) {
  return (
    <NativeSelect
      name={name}
      label={label}
      required={false}
      defaultValue={value}
      placeholder={any}
      className="w-full sm:w-52"
    >
      {all.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </NativeSelect>
  );
}

/** Which calls are shown: a form that writes the address, and a chip for each condition that stands in it. */
export function CallSearchForm({
  search,
  chips,
  kinds,
  teams,
}: {
  search: CallSearch;
  chips: readonly Chip[];
  kinds: Named;
  teams: Named;
}) {
  const states = Object.entries(callStates).map(([id, name]) => ({ id, name }));
  return (
    <search className="mb-6 flex flex-col gap-3">
      <form key={callsPath(search)} action="/admin/calls" className="flex flex-wrap items-end gap-2">
        {search.person && <input type="hidden" name="person" value={search.person} />}
        <Choice name="kind" label="Kind" any="Any kind" value={search.kind} all={kinds} />
        <Choice name="team" label="Team" any="Any team" value={search.team} all={teams} />
        <Choice name="state" label="State" any="Any state" value={search.state} all={states} />
        <TextField
          name="from"
          label="Starts on, or later"
          type="date"
          required={false}
          defaultValue={search.from}
        />
        <TextField
          name="before"
          label="Starts before"
          type="date"
          required={false}
          defaultValue={search.before}
        />
        <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
          Show
        </Button>
      </form>
      {chips.length > 0 && (
        <ul aria-label="Conditions" className="flex flex-wrap gap-2">
          {chips.map(({ label, without }) => (
            <li key={label}>
              <FilterChip href={callsPath(without)}>{label}</FilterChip>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <FilterChip href={callsPath({})}>All conditions</FilterChip>
            </li>
          )}
        </ul>
      )}
    </search>
  );
}
