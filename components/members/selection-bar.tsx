"use client";

import { UserCog, UserMinus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { focusMain } from "#components/ui/focus-main.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { CallRef } from "#lib/access.ts";
import { maxSelected } from "#lib/bulk-changes/rules.ts";
import type { Filter } from "#lib/queries/rules.ts";
import { noSelection, type Selection } from "./selection.ts";
import { ChangeRolesDialog, RemoveSelectedDialog, type Selected } from "./selection-dialogs.tsx";
import { useSelection } from "./use-selection.ts";

type Props = {
  call: CallRef;
  cid: string;
  filter: Filter;
  /** The filter in words, one condition each. */
  conditions: readonly string[];
  total: { readonly count: number; readonly more: boolean };
};

function useSelected({ filter, conditions, total }: Props, { ids }: Selection, isAll: boolean): Selected {
  const t = useTranslations("members");
  const all = t("total", { count: total.count, more: total.more ? "yes" : "no" });
  const some = t("total", { count: ids.length, more: "no" });
  return {
    scope: isAll ? (conditions.length > 0 ? "matching" : "all") : "selected",
    count: isAll ? total.count : ids.length,
    total: isAll ? all : some,
    conditions,
    selection: isAll ? { filter } : { memberIds: [...ids] },
  };
}

/** A selection of everyone who matches ends when the filter changes. */
function useListSelection(cid: string, filter: Filter) {
  const [selection, setSelection] = useSelection(cid);
  const allOf = JSON.stringify(filter);
  const isStale = selection.allOf !== null && selection.allOf !== allOf;
  useEffect(() => {
    if (isStale) setSelection(noSelection);
  }, [isStale, setSelection]);
  const selectAll = () => setSelection({ ids: [], allOf });
  return { selection, isAll: selection.allOf === allOf, selectAll, clear: () => setSelection(noSelection) };
}

/** The number of selected members on all pages, and the actions for them. */
export function SelectionBar(props: Props) {
  const t = useTranslations("members");
  const { call, cid, filter, total } = props;
  const { selection, isAll, selectAll, clear } = useListSelection(cid, filter);
  const selected = useSelected(props, selection, isAll);
  const [asked, setAsked] = useState<"remove" | "role" | null>(null);
  const count = selection.ids.length;
  if (!isAll && count === 0) return null;
  const isTooMany = !isAll && count > maxSelected;
  const allTotal = t("total", { count: total.count, more: total.more ? "yes" : "no" });
  const dialog = { call, selected, clear, onOpenChange: (isOpen: boolean) => !isOpen && setAsked(null) };
  return (
    <section
      aria-label={t("selectedMembers")}
      className="sticky bottom-20 z-20 flex flex-wrap items-center gap-2 border-accent border-t-2 bg-accent-surface p-3 lg:bottom-0"
    >
      <p role="status" className="tabular me-auto font-semibold">
        {isAll ? t("allSelected", { total: allTotal }) : t("selected", { count })}
        {isTooMany && (
          <span className="block font-normal text-sm">{t("maxSelected", { max: maxSelected })}</span>
        )}
      </p>
      {!isAll && (total.more || total.count > count) && (
        <Button variant="secondary" onPress={selectAll}>
          {t("selectAll", { total: allTotal })}
        </Button>
      )}
      <Button
        variant="secondary"
        icon={<Icon of={UserCog} />}
        isDisabled={isTooMany}
        onPress={() => setAsked("role")}
      >
        {t("changeRole")}
      </Button>
      <Button
        variant="danger"
        icon={<Icon of={UserMinus} />}
        isDisabled={isTooMany}
        onPress={() => setAsked("remove")}
      >
        {t("remove")}
      </Button>
      <Button
        variant="quiet"
        icon={<Icon of={X} />}
        onPress={() => {
          clear();
          focusMain();
        }}
      >
        {t("clearSelection")}
      </Button>
      <RemoveSelectedDialog {...dialog} isOpen={asked === "remove"} />
      <ChangeRolesDialog {...dialog} isOpen={asked === "role"} />
    </section>
  );
}
