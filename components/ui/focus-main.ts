/** For when the element with the focus is gone. Doesn't scroll. */
export const focusMain = () => document.getElementById("main")?.focus({ preventScroll: true });
