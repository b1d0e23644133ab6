"use client";

import { X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { roleWords } from "#components/members/role-words.ts";
import { ComboBox, type ComboItem } from "#components/ui/combo-box.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import { findPeopleAction } from "#lib/accounts/actions.ts";
import type { AccountRole } from "#lib/roles.ts";
import { type MemberRole, memberRoles, roleByAccount } from "#lib/roles.ts";

export type Chosen = { readonly id: string; readonly name: string; readonly role: MemberRole };
type Item = ComboItem & { readonly account: AccountRole };

const accountWords = { patient: "Patient", clinician: "Clinician", admin: "Administrator" };

const search = async (text: string): Promise<Item[]> => {
  const found = await findPeopleAction({ text });
  if (!found.ok) throw new Error(found.code);
  return found.value.people.map(({ id, name, email, role }) => ({
    id,
    name,
    account: role,
    description: [accountWords[role], email].filter(Boolean).join(" · "),
  }));
};

/** Who belongs to a new call: found by name one after another, each in a role. */
export function CallPeople({
  chosen,
  onChange,
  error,
}: {
  chosen: readonly Chosen[];
  onChange: (chosen: Chosen[]) => void;
  error?: string | undefined;
}) {
  const [said, setSaid] = useState("");
  // After each choice a new box: empty, and with the focus, for the next name.
  const [turn, setTurn] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const toBox = () => box.current?.querySelector("input")?.focus();
  const next = useEffectEvent(toBox);
  useEffect(() => {
    if (turn > 0) next();
  }, [turn]);
  const pick = (item: Item | null) => {
    if (!item) return;
    const role = roleByAccount[item.account];
    const known = chosen.some(({ id }) => id === item.id);
    if (!known) onChange([...chosen, { id: item.id, name: item.name, role }]);
    setSaid(
      known ? `${item.name} is there already` : `${item.name} was added as ${roleWords[role].toLowerCase()}`,
    );
    setTurn(turn + 1);
  };
  const leaveOut = ({ id, name }: Chosen) => {
    onChange(chosen.filter((one) => one.id !== id));
    setSaid(`${name} was left out`);
    // Its button goes with it: on to where the next name is written.
    toBox();
  };
  return (
    <div ref={box} className="flex flex-col gap-3">
      <p role="status" className="sr-only">
        {said}
      </p>
      <ComboBox
        key={turn}
        opensOn="input"
        id="people"
        name="person"
        label="People"
        optional
        hint="Type the beginning of a name, or of the e-mail. Hundreds are better added afterwards, from a list."
        search={search}
        onPick={(item) => pick(item as Item | null)}
        emptyText="Nobody found. Try the beginning of another part of the name."
        error={error ?? null}
      />
      {chosen.length > 0 && (
        <ul aria-label="Who belongs to it" className="divide-y divide-line">
          {chosen.map((person) => (
            <li key={person.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
              <span className="min-w-0 flex-1 break-words font-semibold">{person.name}</span>
              <NativeSelect
                name={`role-${person.id}`}
                label={`Role of ${person.name}`}
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
                    {roleWords[role]}
                  </option>
                ))}
              </NativeSelect>
              <IconButton
                name={`Leave ${person.name} out`}
                icon={<Icon of={X} />}
                onPress={() => leaveOut(person)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
