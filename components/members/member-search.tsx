import { Search } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { FilterChip } from "#components/ui/chip.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect, TextField } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { sortToText } from "#lib/queries/rules.ts";
import { memberRoles } from "#lib/roles.ts";
import { type Chip, type MemberSearch, pageSizes, searchParams } from "./member-filters.ts";
import { membersPath } from "./member-words.ts";
import { NameField } from "./name-field.tsx";
import { roleWords } from "./role-words.ts";

/** Which members are shown: a form that writes the address, and a chip for each condition that stands in it. */
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
  const isDetailed = Boolean(search.since || search.before || search.data.length > 0);
  return (
    <search className="mb-6 flex flex-col gap-3">
      <form key={searchParams(search)} action={path} className="flex flex-col gap-2">
        <input type="hidden" name="sort" value={sortToText(search.sort)} />
        {search.roles.slice(1).map((role) => (
          <input key={role} type="hidden" name="role" value={role} />
        ))}
        {search.data.map(([field, value]) => (
          <input key={`${field}=${value}`} type="hidden" name="data" value={`${field}=${value}`} />
        ))}
        <div className="flex flex-wrap items-end gap-2">
          <NameField call={call} name={search.name} />
          <NativeSelect
            name="role"
            label="Role"
            required={false}
            defaultValue={search.roles[0] ?? ""}
            placeholder="Any role"
            className="w-full sm:w-44"
          >
            {memberRoles.map((role) => (
              <option key={role} value={role}>
                {roleWords[role]}
              </option>
            ))}
          </NativeSelect>
          <NativeSelect
            name="size"
            label="Rows"
            defaultValue={String(search.size)}
            className="w-full sm:w-36"
          >
            {pageSizes.map((size) => (
              <option key={size} value={size}>
                {size} a page
              </option>
            ))}
          </NativeSelect>
          <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
            Show
          </Button>
        </div>
        <Disclosure summary="More conditions" open={isDetailed}>
          <div className="flex flex-wrap items-end gap-2 pb-2">
            <TextField
              name="since"
              label="Member since, or later"
              type="date"
              required={false}
              defaultValue={search.since}
            />
            <TextField
              name="before"
              label="Member before"
              type="date"
              required={false}
              defaultValue={search.before}
            />
            <TextField
              name="field"
              label="Custom data"
              hint="Such as ward, or user.insurer for the person’s own."
              required={false}
              autoComplete="off"
              spellCheck={false}
            />
            <TextField name="value" label="Is" required={false} autoComplete="off" />
          </div>
        </Disclosure>
      </form>
      {chips.length > 0 && (
        <ul aria-label="Conditions" className="flex flex-wrap gap-2">
          {chips.map(({ label, without }) => (
            <li key={label}>
              <FilterChip href={path + searchParams(without)}>{label}</FilterChip>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <FilterChip href={path}>All conditions</FilterChip>
            </li>
          )}
        </ul>
      )}
    </search>
  );
}
