const key = "bedside-window";

const storedId = (): string | null => {
  try {
    const id = sessionStorage.getItem(key);
    return id && /^[A-Za-z0-9_-]{8,64}$/.test(id) ? id : null;
  } catch {
    return null;
  }
};

const createId = (): string => {
  // Not randomUUID: browsers have it on secure pages only, and an insecure page must still say that it is one.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    sessionStorage.setItem(key, id);
  } catch {
    // The id then lasts as long as the page.
  }
  return id;
};

/** Holds a lock of that name for as long as the page lives; false when another page holds it. */
const holdLock = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<never>(() => {}) : undefined;
      })
      .catch(() => resolve(true));
  });

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A duplicated tab comes with a copy of the id, so only the page that holds its lock may use it. */
const findId = async (): Promise<string> => {
  const id = storedId() ?? createId();
  if (!navigator.locks) return id;
  if (await holdLock(`bedside-window-${id}`)) return id;
  // The page before a reload may be releasing it just now.
  await wait(300);
  if (await holdLock(`bedside-window-${id}`)) return id;
  const other = createId();
  await holdLock(`bedside-window-${other}`);
  return other;
};

let found: Promise<string> | undefined;

/** This window's random id: the same after a reload, another one in every other window. */
export const windowId = (): Promise<string> => {
  found ??= findId();
  return found;
};
