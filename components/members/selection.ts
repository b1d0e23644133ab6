/** The members selected in a call's list: ids from any of its pages, or everyone who matches the filter `allOf`. */
export type Selection = { readonly ids: readonly string[]; readonly allOf: string | null };

export const noSelection: Selection = { ids: [], allOf: null };
const known = new Map<string, Selection>();
const listeners = new Set<() => void>();

const storageKey = (cid: string) => `bedside-selection ${cid}`;

const stored = (cid: string): Selection => {
  try {
    const { ids, allOf } = JSON.parse(sessionStorage.getItem(storageKey(cid)) ?? "null") as Selection;
    return {
      ids: ids.filter((id) => typeof id === "string"),
      allOf: typeof allOf === "string" ? allOf : null,
    };
  } catch {
    return noSelection;
  }
};

/** The selection of this window, kept across pages and reloads. */
export function selectionIn(cid: string): Selection {
  const selection = known.get(cid) ?? stored(cid);
  known.set(cid, selection);
  return selection;
}

export function setSelection(cid: string, selection: Selection): void {
  known.set(cid, selection);
  try {
    sessionStorage.setItem(storageKey(cid), JSON.stringify(selection));
  } catch {
    // Without storage, a reload clears the selection.
  }
  for (const listener of listeners) listener();
}

export function onSelection(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Selects or deselects these members one by one. */
export function toggled(selection: Selection, ids: readonly string[], isOn: boolean): Selection {
  const rest = selection.ids.filter((id) => !ids.includes(id));
  return { ids: isOn ? [...rest, ...ids] : rest, allOf: null };
}
