"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ComboBox, type ComboItem } from "#components/ui/combo-box.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { findPeopleAction } from "#lib/accounts/actions.ts";
import type { Translator } from "#lib/catalogue.ts";
import { type AccountRole, type MemberRole, memberRoles, roleByAccount } from "#lib/roles.ts";

export type Chosen = { readonly id: string; readonly name: string; readonly role: MemberRole };
type Item = ComboItem & { readonly account: AccountRole };

const searchWith =
  (t: Translator<"calls">, tRoles: Translator<"roles">) =>
  async (text: string): Promise<Item[]> => {
    const found = await findPeopleAction({ text });
    if (!found.ok) throw new Error(found.code);
    return found.value.people.map(({ id, name, email, role }) => ({
      id,
      name,
      account: role,
      description: email ? t("accountAndEmail", { account: tRoles(role), email }) : tRoles(role),
    }));
  };

/** Chooses the people of a new call, one search after another, each with a role. */
export function CallPeople({
  chosen,
  onChange,
  error,
}: {
  chosen: readonly Chosen[];
  onChange: (chosen: Chosen[]) => void;
  error?: string | undefined;
}) {
  const t = useTranslations("calls");
  const tRoles = useTranslations("roles");
  const [status, setStatus] = useState("");
  // A new key after each choice empties the search box and focuses it again.
  const [searchNumber, setSearchNumber] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const focusSearch = () => box.current?.querySelector("input")?.focus();
  const focusNext = useEffectEvent(focusSearch);
  useEffect(() => {
    if (searchNumber > 0) focusNext();
  }, [searchNumber]);
  const pick = (item: Item | null) => {
    if (!item) return;
    const role = roleByAccount[item.account];
    const known = chosen.some(({ id }) => id === item.id);
    if (!known) onChange([...chosen, { id: item.id, name: item.name, role }]);
    setStatus(
      known ? t("alreadyAdded", { name: item.name }) : t("addedAs", { name: item.name, role: tRoles(role) }),
    );
    setSearchNumber(searchNumber + 1);
  };
  const removePerson = ({ id, name }: Chosen) => {
    onChange(chosen.filter((one) => one.id !== id));
    setStatus(t("personRemoved", { name }));
    // The pressed button disappears, so the focus needs a new place.
    focusSearch();
  };
  return (
    <div ref={box} className="flex flex-col gap-3">
      <p role="status" className="sr-only">
        {status}
      </p>
      <ComboBox
        key={searchNumber}
        opensOn="input"
        id="people"
        name="person"
        label={t("people")}
        optional
        hint={t("peopleHint")}
        search={searchWith(t, tRoles)}
        onPick={(item) => pick(item as Item | null)}
        emptyText={t("noPersonFound")}
        error={error ?? null}
      />
      {chosen.length > 0 && (
        <ul aria-label={t("chosenPeople")} className="divide-y divide-line">
          {chosen.map((person) => (
            <li key={person.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
              <span className="min-w-0 flex-1 break-words font-semibold">{person.name}</span>
              <NativeSelect
                name={`role-${person.id}`}
                label={t("roleOf", { name: person.name })}
                hiddenLabel
                value={person.role}
                onChange={(event) => {
                  const role = event.currentTarget.value as MemberRole;
                  onChange(chosen.map((one) => (one.id === person.id ? { ...one, role } : one)));
                }}
                className="w-40"
              >
                {memberRoles.map((role) => (
                  <option key={role} value={role}>
                    {tRoles(role)}
                  </option>
                ))}
              </NativeSelect>
              <IconButton
                name={t("removePerson", { name: person.name })}
                icon={<Icon of={X} />}
                onPress={() => removePerson(person)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
