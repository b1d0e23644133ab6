"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toggled } from "./selection.ts";
import { useSelection } from "./use-selection.ts";

const box = "flex size-11 cursor-pointer items-center justify-center";
const mark = "size-6 cursor-pointer accent-accent disabled:cursor-not-allowed";

/** Selects one member; disabled while everyone who matches is selected. */
export function SelectMember({ cid, id, name }: { cid: string; id: string; name: string }) {
  const t = useTranslations("members");
  const [selection, setSelection] = useSelection(cid);
  const isAll = selection.allOf !== null;
  return (
    <label className={box}>
      <span className="sr-only">{t("selectMember", { name })}</span>
      <input
        type="checkbox"
        className={mark}
        checked={isAll || selection.ids.includes(id)}
        disabled={isAll}
        onChange={(event) => setSelection(toggled(selection, [id], event.currentTarget.checked))}
      />
    </label>
  );
}

/** Selects or deselects everyone on this page. */
export function SelectPage({ cid, ids }: { cid: string; ids: readonly string[] }) {
  const t = useTranslations("members");
  const [selection, setSelection] = useSelection(cid);
  const input = useRef<HTMLInputElement>(null);
  const count = ids.filter((id) => selection.ids.includes(id)).length;
  const isAll = selection.allOf !== null || (ids.length > 0 && count === ids.length);
  const isSome = !isAll && count > 0;
  useEffect(() => {
    if (input.current) input.current.indeterminate = isSome;
  }, [isSome]);
  return (
    <label className={box}>
      <span className="sr-only">{t("selectPage")}</span>
      <input
        ref={input}
        type="checkbox"
        className={mark}
        checked={isAll}
        disabled={selection.allOf !== null || ids.length === 0}
        onChange={(event) => setSelection(toggled(selection, ids, event.currentTarget.checked))}
      />
    </label>
  );
}
