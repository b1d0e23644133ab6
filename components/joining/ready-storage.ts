import type { CallRef } from "#lib/access.ts";

const key = ({ type, id }: CallRef) => `bedside-ready:${type}:${id}`;

/** Whether this window passed the visit's device check, so that a reload doesn't begin again. */
export const wasReady = (ref: CallRef): boolean => {
  try {
    return sessionStorage.getItem(key(ref)) === "yes";
  } catch {
    return false;
  }
};

export const rememberReady = (ref: CallRef, ready: boolean) => {
  try {
    if (ready) sessionStorage.setItem(key(ref), "yes");
    else sessionStorage.removeItem(key(ref));
  } catch {
    // A reload then begins with the first page again.
  }
};
