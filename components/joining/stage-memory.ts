const key = (call: string) => `bedside-ready:${call}`;

/** Whether the device check of this call was done in this window before: a reload does not begin anew. */
export const wasReady = (call: string): boolean => {
  try {
    return sessionStorage.getItem(key(call)) === "yes";
  } catch {
    return false;
  }
};

export const rememberReady = (call: string, ready: boolean) => {
  try {
    if (ready) sessionStorage.setItem(key(call), "yes");
    else sessionStorage.removeItem(key(call));
  } catch {
    // A reload then begins with the first page again.
  }
};
