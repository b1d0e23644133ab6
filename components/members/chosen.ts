/** The members somebody chose in a call's list: one by one over many pages, or all that match a filter. */
export type Chosen = { readonly ids: readonly string[]; readonly allOf: string | null };

const nobody: Chosen = { ids: [], allOf: null };
const known = new Map<string, Chosen>();
const listeners = new Set<() => void>();

const storageKey = (cid: string) => `bedside-chosen ${cid}`;

/** Kept for the window, so that a reload or another page loses nobody. */
const stored = (cid: string): Chosen => {
  try {
    const { ids, allOf } = JSON.parse(sessionStorage.getItem(storageKey(cid)) ?? "null") as Chosen;
    return {
      ids: ids.filter((id) => typeof id === "string"),
      allOf: typeof allOf === "string" ? allOf : null,
    };
  } catch {
    return nobody;
  }
};

export const chosenIn = (cid: string): Chosen => {
  const chosen = known.get(cid) ?? stored(cid);
  known.set(cid, chosen);
  return chosen;
};

export const chosenOnServer = (): Chosen => nobody;

export const choose = (cid: string, chosen: Chosen): void => {
  known.set(cid, chosen);
  try {
    sessionStorage.setItem(storageKey(cid), JSON.stringify(chosen));
  } catch {
    // A window without storage forgets the choice with its next reload.
  }
  for (const listener of listeners) listener();
};

export const onChosen = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Adds or takes away some; the choice of all is given up by it. */
export const toggled = (chosen: Chosen, ids: readonly string[], isOn: boolean): Chosen => {
  const rest = chosen.ids.filter((id) => !ids.includes(id));
  return { ids: isOn ? [...rest, ...ids] : rest, allOf: null };
};
