const key = "bedside-shortcuts";

/** Whether single letters act; they do unless somebody switched them off on this browser. */
export const shortcutsRemembered = (): boolean => {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return true;
  }
};

export const rememberShortcuts = (on: boolean) => {
  try {
    localStorage.setItem(key, on ? "on" : "off");
  } catch {
    // Not remembered.
  }
};
