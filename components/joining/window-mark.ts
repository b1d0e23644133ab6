const key = "bedside-window";

const kept = (): string | null => {
  try {
    const mark = sessionStorage.getItem(key);
    return mark && /^[A-Za-z0-9_-]{8,64}$/.test(mark) ? mark : null;
  } catch {
    return null;
  }
};

const fresh = (): string => {
  // Not randomUUID: browsers have it on secure pages only, and the page has to say so itself there.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const mark = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    sessionStorage.setItem(key, mark);
  } catch {
    // The mark then lasts as long as the page.
  }
  return mark;
};

/** Holds a lock of that name for as long as the page lives; false when another page holds it. */
const hold = (name: string): Promise<boolean> =>
  new Promise((answer) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        answer(lock !== null);
        return lock ? new Promise<never>(() => {}) : undefined;
      })
      .catch(() => answer(true));
  });

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** A duplicated tab comes with a copy of the mark, so only the page that holds its lock may use it. */
const find = async (): Promise<string> => {
  const mark = kept() ?? fresh();
  if (!navigator.locks) return mark;
  if (await hold(`bedside-window-${mark}`)) return mark;
  // The page before a reload may be letting go of it just now.
  await sleep(300);
  if (await hold(`bedside-window-${mark}`)) return mark;
  const other = fresh();
  await hold(`bedside-window-${other}`);
  return other;
};

let found: Promise<string> | undefined;

/** The random mark of this window: the same after a reload, another one in every other window. */
export const windowMark = (): Promise<string> => {
  found ??= find();
  return found;
};
