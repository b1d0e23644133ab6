import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { FilterChip } from "#components/ui/chip.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { sortToText } from "#lib/queries/rules.ts";
import type { Chip } from "./member-chips.ts";
import { type MemberSearch, pageSizes, searchParams } from "./member-filters.ts";
import { membersPath } from "./member-paths.ts";
import { NameField } from "./name-field.tsx";
import { RoleOptions } from "./role-options.tsx";

/** The parts of the search that the form has no field for. */
function HiddenFields({ search }: { search: MemberSearch }) {
  return (
    <>
      <input type="hidden" name="sort" value={sortToText(search.sort)} />
      {search.roles.slice(1).map((role) => (
        <input key={role} type="hidden" name="role" value={role} />
      ))}
      {search.data.map(([field, value]) => (
        <input key={`${field}=${value}`} type="hidden" name="data" value={`${field}=${value}`} />
      ))}
    </>
  );
}

function MainFields({ call, search }: { call: CallRef; search: MemberSearch }) {
  const t = useTranslations("members");
  return (
    <div className="flex flex-wrap items-end gap-2">
      <NameField call={call} name={search.name} />
      <NativeSelect
        name="role"
        label={t("role")}
        required={false}
        defaultValue={search.roles[0] ?? ""}
        placeholder={t("anyRole")}
        className="w-full sm:w-44"
      >
        <RoleOptions />
      </NativeSelect>
      <NativeSelect
        name="size"
        label={t("rows")}
        defaultValue={String(search.size)}
        className="w-full sm:w-36"
      >
        {pageSizes.map((size) => (
          <option key={size} value={size}>
            {t("perPage", { size })}
          </option>
        ))}
      </NativeSelect>
      <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
        {t("apply")}
      </Button>
    </div>
  );
}

function MoreFields({ search }: { search: MemberSearch }) {
  const t = useTranslations("members");
  const { since, before, data } = search;
  const day = { type: "date", required: false };
  return (
    <Disclosure summary={t("moreFilters")} open={Boolean(since || before || data.length > 0)}>
      <div className="flex flex-wrap items-end gap-2 pb-2">
        <TextField name="since" label={t("memberSince")} defaultValue={since} {...day} />
        <TextField name="before" label={t("memberBefore")} defaultValue={before} {...day} />
        <TextField
          name="field"
          label={t("customField")}
          hint={t("customFieldHint")}
          required={false}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField name="value" label={t("equals")} required={false} autoComplete="off" />
      </div>
    </Disclosure>
  );
}

function Chips({ path, chips }: { path: string; chips: readonly Chip[] }) {
  const t = useTranslations("members");
  if (chips.length === 0) return null;
  return (
    <ul aria-label={t("filters")} className="flex flex-wrap gap-2">
      {chips.map(({ label, without }) => (
        <li key={label}>
          <FilterChip href={path + searchParams(without)}>{label}</FilterChip>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <FilterChip href={path}>{t("clearFilters")}</FilterChip>
        </li>
      )}
    </ul>
  );
}

/** The filters of the list, kept in the address, with a chip to remove each. */
export function MemberSearchForm({
  call,
  search,
  chips,
}: {
  call: CallRef;
  search: MemberSearch;
  chips: readonly Chip[];
}) {
  const path = membersPath(call);
  return (
    <search className="mb-6 flex flex-col gap-3">
      <form key={searchParams(search)} action={path} className="flex flex-col gap-2">
        <HiddenFields search={search} />
        <MainFields call={call} search={search} />
        <MoreFields search={search} />
      </form>
      <Chips path={path} chips={chips} />
    </search>
  );
}
