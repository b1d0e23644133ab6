"use client";

import { useEffect, useRef } from "react";
import { toggled } from "./chosen.ts";
import { useChosen } from "./use-chosen.ts";

const box = "flex size-11 cursor-pointer items-center justify-center";
const mark = "size-6 cursor-pointer accent-accent disabled:cursor-not-allowed";

/** Chooses one member. While all that match are chosen there is nothing to choose one by one. */
export function ChooseOne({ cid, id, name }: { cid: string; id: string; name: string }) {
  const [chosen, set] = useChosen(cid);
  return (
    <label className={box}>
      <span className="sr-only">Choose {name}</span>
      <input
        type="checkbox"
        className={mark}
        checked={chosen.allOf !== null || chosen.ids.includes(id)}
        disabled={chosen.allOf !== null}
        onChange={(event) => set(toggled(chosen, [id], event.currentTarget.checked))}
      />
    </label>
  );
}

/** Chooses everybody on this page, or nobody of it. */
export function ChoosePage({ cid, ids }: { cid: string; ids: readonly string[] }) {
  const [chosen, set] = useChosen(cid);
  const input = useRef<HTMLInputElement>(null);
  const count = ids.filter((id) => chosen.ids.includes(id)).length;
  const isAll = chosen.allOf !== null || (ids.length > 0 && count === ids.length);
  const isSome = !isAll && count > 0;
  useEffect(() => {
    if (input.current) input.current.indeterminate = isSome;
  }, [isSome]);
  return (
    <label className={box}>
      <span className="sr-only">Choose everybody on this page</span>
      <input
        ref={input}
        type="checkbox"
        className={mark}
        checked={isAll}
        disabled={chosen.allOf !== null || ids.length === 0}
        onChange={(event) => set(toggled(chosen, ids, event.currentTarget.checked))}
      />
    </label>
  );
}
