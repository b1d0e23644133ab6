const key = "bedside-shortcuts";

/** Keyboard shortcuts work unless they were switched off on this browser. */
export const storedShortcuts = (): boolean => {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
};

export const storeShortcuts = (on: boolean) => {
  try {
    localStorage.setItem(key, on ? "on" : "off");
  } catch {
    // They are on again next time.
  }
};
