"use client";

import { UserCog, UserMinus, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { changePath } from "#components/bulk-changes/change-words.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Icon } from "#components/ui/icon.tsx";
import { NativeSelect } from "#components/ui/text-field.tsx";
import type { CallRef } from "#lib/access.ts";
import { changeRolesAction, removeManyAction } from "#lib/bulk-changes/actions.ts";
import { maxSelected } from "#lib/bulk-changes/rules.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { type MemberRole, memberRoles } from "#lib/roles.ts";
import { roleWords } from "./role-words.ts";
import { useChosen } from "./use-chosen.ts";

type Props = {
  call: CallRef;
  cid: string;
  filter: Filter;
  /** What the filter says, one condition a line. */
  conditions: readonly string[];
  total: { readonly count: number; readonly more: boolean };
  locale: string;
};

const people = (count: string, isOne: boolean) => (isOne ? "1 member" : `${count} members`);

/** What is chosen, over all pages, and what can be done with all of it. */
export function ChosenBar({ call, cid, filter, conditions, total, locale }: Props) {
  const router = useRouter();
  const [chosen, set] = useChosen(cid);
  const [asked, setAsked] = useState<"remove" | "role" | null>(null);
  const [role, setRole] = useState<MemberRole>("observer");
  const text = JSON.stringify(filter);
  // Another filter is another "all".
  useEffect(() => {
    if (chosen.allOf !== null && chosen.allOf !== text) set({ ids: [], allOf: null });
  }, [chosen.allOf, text, set]);

  const number = (value: number) => value.toLocaleString(locale);
  const totalWords = `${number(total.count)}${total.more ? "+" : ""}`;
  const isAll = chosen.allOf === text;
  const count = chosen.ids.length;
  if (!isAll && count === 0) return null;
  const who = isAll
    ? `all ${people(totalWords, total.count === 1 && !total.more)}${conditions.length > 0 ? " that match" : ""}`
    : people(number(count), count === 1);
  const selection = isAll ? { filter } : { memberIds: [...chosen.ids] };
  const chooseNobody = () => {
    set({ ids: [], allOf: null });
    focusMain();
  };
  const perform = async () => {
    const input = { type: call.type, id: call.id, requestId: crypto.randomUUID(), selection };
    const outcome =
      asked === "remove" ? await removeManyAction(input) : await changeRolesAction({ ...input, role });
    if (!outcome.ok) return outcome.message;
    set({ ids: [], allOf: null });
    router.push(changePath(call, outcome.value.changeId));
    return undefined;
  };
  return (
    <section
      aria-label="Chosen members"
      className="sticky bottom-20 z-20 flex flex-wrap items-center gap-2 border-accent border-t-2 bg-accent-surface p-3 lg:bottom-0"
    >
      <p role="status" className="tabular me-auto font-semibold">
        {isAll ? `${who.charAt(0).toUpperCase()}${who.slice(1)} chosen` : `${number(count)} chosen`}
        {count > maxSelected && (
          <span className="block font-normal text-sm">At most {number(maxSelected)} at once.</span>
        )}
      </p>
      {!isAll && (total.more || total.count > count) && (
        <Button variant="secondary" onPress={() => set({ ids: [], allOf: text })}>
          Choose all {totalWords}
          {conditions.length > 0 ? " that match" : ""}
        </Button>
      )}
      <Button
        variant="secondary"
        icon={<Icon of={UserCog} />}
        isDisabled={!isAll && count > maxSelected}
        onPress={() => setAsked("role")}
      >
        Change role
      </Button>
      <Button
        variant="danger"
        icon={<Icon of={UserMinus} />}
        isDisabled={!isAll && count > maxSelected}
        onPress={() => setAsked("remove")}
      >
        Remove
      </Button>
      <Button variant="quiet" icon={<Icon of={X} />} onPress={chooseNobody}>
        Choose nobody
      </Button>
      <ConfirmDialog
        title={asked === "remove" ? `Remove ${who} from this call?` : `Give ${who} another role?`}
        confirm={asked === "remove" ? `Remove ${isAll ? totalWords : number(count)}` : "Change the role"}
        cancel="Go back"
        danger={asked === "remove"}
        isOpen={asked !== null}
        onOpenChange={(isOpen) => !isOpen && setAsked(null)}
        onConfirm={perform}
      >
        <Question asked={asked} isAll={isAll} conditions={conditions} role={role} onRole={setRole} />
      </ConfirmDialog>
    </section>
  );
}

function Question({
  asked,
  isAll,
  conditions,
  role,
  onRole,
}: {
  asked: "remove" | "role" | null;
  isAll: boolean;
  conditions: readonly string[];
  role: MemberRole;
  onRole: (role: MemberRole) => void;
}) {
  return (
    <div className="flex flex-col gap-3">
      {asked === "remove" ? (
        <p>
          Whoever is connected is out at once, and their links stop working. When it is done you can add them
          back; links have to be made anew.
        </p>
      ) : (
        <NativeSelect
          name="newRole"
          label="New role"
          defaultValue={role}
          onChange={(event) => onRole(event.currentTarget.value as MemberRole)}
        >
          {memberRoles.map((one) => (
            <option key={one} value={one}>
              {roleWords[one]}
            </option>
          ))}
        </NativeSelect>
      )}
      {isAll && (
        <>
          <p>It is about everybody who matches at the moment the work begins:</p>
          <ul className="list-disc ps-6">
            {(conditions.length > 0 ? conditions : ["Every member of this call"]).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
