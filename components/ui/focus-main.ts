/** Where the focus goes when what had it is gone: the page's main part, without moving the page. */
export const focusMain = () => document.getElementById("main")?.focus({ preventScroll: true });
