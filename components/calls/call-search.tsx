import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
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

/** The filters of the list, kept in the address, with a chip to remove each. */
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
  const t = useTranslations("calls");
  const states = callStates.map((id) => ({ id, name: t(`filterState.${id}`) }));
  return (
    <search className="mb-6 flex flex-col gap-3">
      <form key={callsPath(search)} action="/admin/calls" className="flex flex-wrap items-end gap-2">
        {search.person && <input type="hidden" name="person" value={search.person} />}
        <Choice name="kind" label={t("kind")} any={t("anyKind")} value={search.kind} all={kinds} />
        <Choice name="team" label={t("team")} any={t("anyTeam")} value={search.team} all={teams} />
        <Choice name="state" label={t("state")} any={t("anyState")} value={search.state} all={states} />
        <TextField
          name="from"
          label={t("startsFrom")}
          type="date"
          required={false}
          defaultValue={search.from}
        />
        <TextField
          name="before"
          label={t("startsBefore")}
          type="date"
          required={false}
          defaultValue={search.before}
        />
        <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
          {t("apply")}
        </Button>
      </form>
      {chips.length > 0 && (
        <ul aria-label={t("filters")} className="flex flex-wrap gap-2">
          {chips.map(({ label, without }) => (
            <li key={label}>
              <FilterChip href={callsPath(without)}>{label}</FilterChip>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <FilterChip href={callsPath({})}>{t("clearFilters")}</FilterChip>
            </li>
          )}
        </ul>
      )}
    </search>
  );
}
